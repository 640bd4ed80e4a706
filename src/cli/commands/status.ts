import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { command } from '../command.ts'
import { amount, table } from '../output.ts'

export const status = command({
  name: 'status',
  summary: 'Say how the installation fares',
  options: {},
  examples: [{ does: 'as JSON', line: 'clientela status --json' }],
  async run(_given, { ask, output, routes }) {
    const now = await ask(routes.status.read, {})
    const { inbox, refresh } = now
    const running = now.jobs.filter(({ state }) => state === 'running' || state === 'waiting')
    output.result(now, () =>
      table([
        ['version', now.version],
        ['directory', now.directory],
        [
          'free disk',
          now.disk === null ? 'not known' : `${amount(Math.floor(now.disk.freeBytes / 1e9))} GB`,
        ],
        ['last backup', now.backup.last ?? 'never'],
        ['engine', now.engine.up ? 'answers' : 'does not answer'],
        ['customers', amount(now.customers)],
        ['events', amount(now.events)],
        ['segments', amount(now.segments)],
        ['inbox', inbox.waiting === 0 ? 'all taken in' : `${amount(inbox.waiting)} waiting`],
        ['refreshed', refresh.running ? 'running' : (refresh.asOf ?? 'never')],
        ['watched folder', watchIn(now.watch)],
        ['jobs', running.map(({ kind, id }) => `${kind} ${id}`).join(', ') || 'none'],
      ]),
    )
  },
})

function watchIn(watch: Answer<Routes['status']['read']>['watch']): string {
  if (watch === null) return 'none'
  const { directory, waiting, done, failed, problem } = watch
  const counts = `${amount(waiting)} waiting, ${amount(done)} done, ${amount(failed)} failed`
  return `${directory}: ${counts}${problem === null ? '' : `; ${problem}`}`
}
