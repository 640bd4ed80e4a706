import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'

type Segment = Answer<typeof routes.segments.list>['items'][number]
type Place = Answer<typeof routes.segments.flows>['places'][number]

/** How a segment went from an instant to now. */
export type Moved = Pick<Place, 'before' | 'entered' | 'left' | 'after'> & {
  readonly segment: Segment
  /** By the data of now, since the segment is younger than that instant. */
  readonly computed: boolean
}

/** One call of the API speaks of so many segments. */
const mostInCall = 30

/** Beyond so many customers the past of young segments is not worked out for a first look. */
const mostCustomers = 20_000

/**
 * How segments went since then: by the ledger of those that were there; of young ones by the data of now,
 * as of both instants, which is work for the server and so asked of a few and seldom.
 */
export function useMoved(segments: readonly Segment[], from: string, customers: number) {
  const old = segments.filter(({ created }) => created <= from)
  const young = segments.filter(({ created }) => created > from).slice(0, mostInCall)
  const kept = useFlows(old, from, { computed: false, when: true })
  const computed = useFlows(young, from, { computed: true, when: customers <= mostCustomers })
  return {
    isPending: kept.isLoading || computed.isLoading,
    error: kept.error ?? computed.error,
    moved: [...(kept.data ?? []), ...(computed.data ?? [])],
    left: segments.length - old.length - (computed.data?.length ?? 0),
  }
}

function useFlows(
  segments: readonly Segment[],
  from: string,
  { computed, when }: { readonly computed: boolean; readonly when: boolean },
) {
  const ids = segments.map(({ id }) => id)
  return useQuery<Moved[]>({
    queryKey: [routes.segments.flows.path, 'moved', computed, from, ids],
    enabled: when && ids.length > 0,
    staleTime: computed ? 10 * 60_000 : 10_000,
    refetchInterval: computed ? false : 30_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const moved: Moved[] = []
      for (let at = 0; at < ids.length; at += mostInCall) {
        const some = segments.slice(at, at + mostInCall)
        const body = { segments: some.map(({ id }) => id), from, computed }
        const { places } = await ask(routes.segments.flows, { body }, signal)
        for (const [i, segment] of some.entries()) {
          const place = places[i]
          if (place !== undefined) moved.push({ ...place, segment, computed })
        }
      }
      return moved
    },
  })
}
