/** Sets that are worked on at the same time: one is computed while the other is written. */
const atOnce = 2

/**
 * Does something for each of so many sets, some of them at a time, the first ones first. After a
 * failure no further set is begun; it is thrown when those under way have ended.
 */
export async function eachSet(sets: number, work: (set: number) => Promise<void>): Promise<void> {
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
