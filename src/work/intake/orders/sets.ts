/**
 * Does something for each of so many sets, some of them at a time, the first ones first. After a
 * failure no further set is begun; it is thrown when those under way have ended. Two at once, unless it
 * is said otherwise: one is computed while the other is written.
 */
export async function eachSet(
  given: number | { readonly sets: number; readonly atOnce: number },
  work: (set: number) => Promise<void>,
): Promise<void> {
  const { sets, atOnce } = typeof given === 'number' ? { sets: given, atOnce: 2 } : given
  let next = 0
  let failed = false
  const lane = async (): Promise<void> => {
    while (next < sets && !failed) {
      const set = next
      next += 1
      try {
        await work(set)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = Array.from({ length: Math.min(atOnce, sets) }, lane)
  const ends = await Promise.allSettled(lanes)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
