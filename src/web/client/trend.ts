import { useQuery } from '@tanstack/react-query'
import { routes } from '../../api/routes.ts'
import { ask } from './ask.ts'

const daysBack = 56

/** Beyond so many customers the past is not worked out for a small picture. */
const mostCustomers = 50_000

/**
 * The sizes of a segment over the past eight weeks. Of one that is young, of which the ledger knows
 * nothing, by the data of now, as of each week; one after the other, since that is work for the server.
 */
export function useTrend(segment: number, customers: number | undefined, seen: boolean) {
  return useQuery({
    queryKey: [routes.segments.sizes.path, 'trend', segment],
    enabled: seen && customers !== undefined,
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - daysBack * 86_400_000).toISOString()
      const given = { params: { id: segment }, query: { by: 'week', from } } as const
      const kept = sizesOf(await ask(routes.segments.sizes, given, signal))
      if (kept.length > 2 || (customers ?? 0) > mostCustomers) return kept
      const query = { ...given.query, computed: 'true' } as const
      return sizesOf(
        await inTurn(async () => await ask(routes.segments.sizes, { ...given, query }, signal)),
      )
    },
  })
}

function sizesOf({ items }: { items: readonly { size: number | null }[] }): number[] {
  return items.flatMap(({ size }) => (size === null ? [] : [size]))
}

let last: Promise<unknown> = Promise.resolve()

async function inTurn<A>(work: () => Promise<A>): Promise<A> {
  const mine = last.then(work, work)
  last = mine
  return await mine
}
