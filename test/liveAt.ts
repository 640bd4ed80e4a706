/**
 * From here on it is that instant in this process, and time goes on from it: for what is asked of data of
 * certain days and would otherwise be another thing every day. Once a file, before anything is started.
 */
export function liveAt(instant: string): void {
  const Machine = Date
  const shift = Machine.parse(instant) - Machine.now()
  globalThis.Date = class extends Machine {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [Machine.now() + shift] : given) as [number]))
    }

    static override now(): number {
      return Machine.now() + shift
    }
  } as DateConstructor
}
