/** The named points at which a test may have the process killed. */
export const faultNames = [
  'spool',
  'validate',
  'events',
  'customers',
  'identities',
  'memberships',
  'changes',
] as const
export type FaultName = (typeof faultNames)[number]

const passed = new Map<string, number>()

/**
 * For tests of what a kill leaves behind. Where the environment says `CLIENTELA_FAULT=<name>:<nth>`
 * (`events:2`), the nth time a process passes that point it kills itself by SIGKILL, as a power cut
 * would: no handler runs, nothing is flushed. Without the variable this does nothing.
 */
export function fault(name: FaultName): void {
  const wanted = process.env['CLIENTELA_FAULT']
  if (wanted === undefined || wanted === '') return
  const [at, nth = '1'] = wanted.split(':')
  if (at !== name) return
  const times = (passed.get(name) ?? 0) + 1
  passed.set(name, times)
  if (times === Number(nth)) process.kill(process.pid, 'SIGKILL')
}
