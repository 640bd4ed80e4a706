import { resolve } from 'node:path'
import { failure, Refusal } from '../../domain/failure.ts'
import { command } from '../command.ts'
import { amount } from '../output.ts'

export const restore = command({
  name: 'restore',
  summary: 'Make a data directory of a backup',
  details:
    'The backup is read and checked first. --data names the directory that comes of it, which is new or ' +
    'empty: nothing is ever overwritten. One that was broken off begins anew when it is given again, and ' +
    'until it has ended the program does not start on that directory.',
  positionals: [{ name: 'DIR', says: 'What `clientela backup` has written' }],
  options: {
    erasures: {
      type: 'string',
      value: 'FILE',
      says: 'Who was deleted since, as `clientela erasures` wrote it: they do not come back',
    },
  },
  examples: [
    { does: 'into ./shop2', line: 'clientela restore /backups/2026-03-01 --data ./shop2' },
    {
      does: 'without those who were deleted since',
      line: 'clientela restore /backups/2026-03-01 --data ./shop2 --erasures /backups/erasures.jsonl',
    },
  ],
  async run({ positionals: [directory = ''], options }, { config, output, signal }) {
    const { data, clickhouseUrl, operationalUrl, engineMemory } = config
    if (clickhouseUrl !== undefined || operationalUrl !== undefined) throw new Refusal(notOurs)
    const { loadRestore } = await import('../../main.ts')
    const { restoreBackup } = await loadRestore()
    const { head, erased } = await restoreBackup({
      from: resolve(directory),
      to: resolve(data),
      ...(options.erasures === undefined ? {} : { erasures: resolve(options.erasures) }),
      engineMemory,
      onProgress: (step, done, total) => output.progress(step, done, total),
      signal,
    })
    const { program, position, applied } = head
    const at = new Date(head.at).toISOString()
    output.result({ directory: resolve(data), at, program, position, applied, erased }, () => [
      `${resolve(data)} is as of ${at}`,
      ...(applied < position
        ? [`${amount(position - applied)} arrivals are taken in when the program starts`]
        : []),
      ...(options.erasures === undefined
        ? [output.dim('Who was deleted since comes back: give --erasures FILE, if you have one.')]
        : []),
      ...(erased > 0 ? [`${amount(erased)} customers are deleted again when it starts`] : []),
      output.dim(`clientela start --data ${data}`),
    ])
  },
})

const notOurs = failure(
  'invalid',
  'A backup is restored into a data directory with stores of its own',
  {
    where: 'CLIENTELA_CLICKHOUSE_URL, CLIENTELA_OPERATIONAL_URL',
    fix: 'Unset them; data of a ClickHouse server or PostgreSQL are restored by their own means.',
  },
)
