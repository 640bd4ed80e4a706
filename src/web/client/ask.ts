import {
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { call, open } from '../../api/client.ts'
import type { Answer, Given, Route } from '../../api/route.ts'
import { csrf } from './csrf.ts'
import { failureOf } from './failureOf.ts'
import { says } from './says.ts'

/** What has been asked is kept so long before it is asked again. */
const freshMs = 10_000

/** Answers of the API, kept by what was asked. Whoever changes something throws the answers about it away. */
export const answers = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMs,
      retry: (times, error) => times < 2 && failureOf(error).code === 'unavailable',
    },
  },
})

export type AskOptions<A> = {
  /** Asked only when true. */
  readonly when?: boolean
  /** What was answered to the question before stays until this one is answered. */
  readonly keep?: boolean
  /** Asked again after so many milliseconds; false for never. */
  readonly everyMs?: number | ((latest: A | undefined) => number | false)
}

/** Asks a route of the API and keeps the answer; a question that nobody waits for any more is ended. */
export function useAsk<R extends Route>(
  route: R,
  given: Given<R>,
  { when = true, keep = false, everyMs }: AskOptions<Answer<R>> = {},
): UseQueryResult<Answer<R>> {
  return useQuery<Answer<R>>({
    queryKey: keyOf(route, given),
    queryFn: async ({ signal }) => await ask(route, given, signal),
    enabled: when,
    ...(keep ? { placeholderData: (before: Answer<R> | undefined) => before as never } : {}),
    ...(everyMs === undefined
      ? {}
      : {
          refetchInterval:
            typeof everyMs === 'number' ? everyMs : (query) => everyMs(query.state.data),
        }),
  }) as UseQueryResult<Answer<R>>
}

/** Asks once, outside of components. */
export async function ask<R extends Route>(
  route: R,
  given: Given<R>,
  signal?: AbortSignal,
): Promise<Answer<R>> {
  return await call({ url: location.origin }, route, given, {
    ...credentials(),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** A file that a route answers with, for the person to keep. */
export async function download<R extends Route>(
  route: R,
  given: Given<R>,
  name: string,
): Promise<void> {
  const response = await open({ url: location.origin }, route, given, credentials())
  const address = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}

export type TellOptions<A> = {
  /** Paths of which every kept answer is thrown away: `/api/segments`. */
  readonly changes: readonly string[]
  /** What is said when it is done. */
  readonly done?: string
  readonly after?: (answer: A) => void
  /** The page shows what went wrong itself; else it is said in a notice. */
  readonly shown?: boolean
}

/** Changes something by a route of the API. */
export function useTell<R extends Route>(
  route: R,
  { changes, done, after, shown = false }: TellOptions<Answer<R>>,
): UseMutationResult<Answer<R>, Error, Given<R>> {
  const kept = useQueryClient()
  return useMutation<Answer<R>, Error, Given<R>>({
    mutationFn: async (given) => await ask(route, given),
    onSuccess: async (answer) => {
      await kept.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && changes.some((prefix) => path.startsWith(prefix)),
      })
      if (done !== undefined) says.done(done)
      after?.(answer)
    },
    onError: (error) => {
      if (!shown) says.failed(failureOf(error))
    },
  })
}

/** By which an answer is kept: the path first, so that a change can name it. */
function keyOf<R extends Route>(route: R, given: Given<R>): readonly unknown[] {
  return [route.path, route.method, given]
}

function credentials(): { csrf?: string } {
  const token = csrf.now()
  return token === undefined ? {} : { csrf: token }
}
