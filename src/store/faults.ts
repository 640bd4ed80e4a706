/** The named points at which a test may have the process killed. */
export type FaultName =
  | 'spool'
  | 'validate'
  | 'events'
  | 'customers'
  | 'identities'
  | 'memberships'
  | 'changes'
  | 'refresh'
  | 'cluster'

const passed = new Map<string, number>()

/**
 * For tests of what a kill leaves behind. Where the environment says `CLIENTELA_FAULT=<name>:<nth>`
 * (`events:2`), the nth time a process passes that point it kills itself by SIGKILL, as a power cut
 * would: no handler runs, nothing is flushed. With `:stop` after it (`events:2:stop`) it stops there by
 * SIGSTOP instead, so that a driver outside can kill the engine, or all at once, at that very point.
 * Without the variable this does nothing.
 */
export function fault(name: FaultName): void {
  const wanted = process.env['CLIENTELA_FAULT']
  if (wanted === undefined || wanted === '') return
  const [at, nth = '1', how] = wanted.split(':')
  if (at !== name) return
  const times = (passed.get(name) ?? 0) + 1
  passed.set(name, times)
  if (times === Number(nth)) process.kill(process.pid, how === 'stop' ? 'SIGSTOP' : 'SIGKILL')
}
