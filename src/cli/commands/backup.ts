import { isAbsolute, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../domain/failure.ts'
import { command, Misuse } from '../command.ts'
import { amount } from '../output.ts'
import type { Session } from '../session.ts'
import { finishJob, type Job } from '../wait.ts'

export const backup = command({
  name: 'backup',
  summary: 'Write all that is stored into a new directory, while the program runs',
  details:
    'Both stores as of one moment, with a list of every file and its digest; all of it is read again ' +
    'before it counts. Only that it is being written is noticed by others: what arrives is taken in as ' +
    'before. The backup holds everything the shop knows of its customers and the secrets of the ' +
    'installation: keep it as you keep the data directory. --verify reads a backup and names what is ' +
    'not as it was written; nothing needs to run for that.',
  positionals: [
    { name: 'DIR', says: 'New or empty, on the server’s machine, best on another disk' },
  ],
  options: { verify: { type: 'boolean', says: 'Only read the backup in DIR and check it' } },
  examples: [
    { does: 'one, named by its day', line: 'clientela backup /backups/2026-03-01' },
    {
      does: 'look whether it is still whole',
      line: 'clientela backup --verify /backups/2026-03-01',
    },
  ],
  async run({ positionals: [directory = ''], options }, session) {
    if (options.verify) return await verify(session, resolve(directory))
    const target = session.config.url === undefined ? resolve(directory) : directory
    if (!isAbsolute(target)) {
      throw new Misuse('DIR is on the server’s machine', 'Name it from the root: /backups/monday.')
    }
    await write(session, target)
  },
})

async function write(session: Session, directory: string): Promise<void> {
  const { ask, routes, output, signal } = session
  // Not broken off by Ctrl-C: one that had begun unheard would go on.
  const asked = { signal: AbortSignal.timeout(60_000) }
  const begun = await ask(routes.backups.create, { body: { directory } }, asked)
  try {
    const { id, progress } = await finishJob(session, begun, 'Backing up')
    const result = { job: id, directory, bytes: progress.done }
    output.result(result, () => [
      `${amount(progress.done)} bytes in ${directory}, read again and whole`,
      output.dim('It holds personal data and secrets: keep it as you keep the data directory.'),
    ])
  } catch (error) {
    if (signal.aborted) await giveUp(session, begun)
    throw error
  }
}

/** Ctrl-C ends the backup, and with it what was written. */
async function giveUp({ ask, routes }: Session, { id }: Job): Promise<void> {
  const params = { id }
  // The session's own has been aborted.
  const until = { signal: AbortSignal.timeout(10_000) }
  try {
    await ask(routes.jobs.cancel, { params }, until)
    for (;;) {
      const { state } = await ask(routes.jobs.read, { params }, until)
      if (state !== 'waiting' && state !== 'running') return
      await sleep(50)
    }
  } catch {
    // It was over; or the server is, which clears it away.
  }
}

async function verify({ output, signal }: Session, directory: string): Promise<void> {
  const { loadRestore } = await import('../../main.ts')
  const { openBackup, findDamage, damageFailure } = await loadRestore()
  const manifest = await openBackup(directory)
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const onBytes = (bytes: number): void => output.progress('Verifying', (done += bytes), total)
  const damage = await findDamage(directory, manifest, { onBytes, signal })
  const { at, program, position, applied } = manifest.head
  const whole = damage.length === 0
  const made = new Date(at).toISOString()
  const files = manifest.files.length
  output.result(
    { whole, at: made, program, position, applied, files, bytes: total, damage },
    () => [
      ...damage.map(({ path, what }) => `${path}: ${what}`),
      ...(whole ? [`Whole: ${amount(files)} files, ${amount(total)} bytes, of ${made}`] : []),
    ],
  )
  if (!whole) throw new Refusal(damageFailure(directory, damage))
}
