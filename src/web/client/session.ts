import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Route } from '../../api/route.ts'
import { ask } from './ask.ts'
import { csrf } from './csrf.ts'
import { failureOf } from './failureOf.ts'

/** Who is signed in, and what they may do. */
export type Session = {
  readonly user: {
    readonly id: number
    readonly name: string
    readonly email: string
    readonly role: string
    readonly locale: 'pt-BR' | 'en' | null
  }
  readonly csrf: string
  readonly scopes: readonly string[]
}

const key = ['/api/session']

/** The session of this browser; null where nobody is signed in. */
export function useSession() {
  return useQuery<Session | null>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return keep(await told('GET', '/api/session', undefined, signal))
      } catch (error) {
        if (failureOf(error).code === 'unauthorized') return null
        throw error
      }
    },
    staleTime: Infinity,
  })
}

/** Whether this installation has nobody yet who can sign in. */
export function useSetupNeeded() {
  return useQuery<{ needed: boolean }>({
    queryKey: ['/api/setup'],
    queryFn: async ({ signal }) => await told('GET', '/api/setup', undefined, signal),
  })
}

/** Signs in, by one of the ways there are; what was kept for somebody else is thrown away. */
export function useSignIn(path: '/api/session' | '/api/setup' | '/api/password') {
  const kept = useQueryClient()
  return useMutation<Session, Error, Readonly<Record<string, string>>>({
    mutationFn: async (given) => await told('POST', path, given),
    onSuccess: (session) => {
      kept.clear()
      kept.setQueryData(key, keep(session))
    },
  })
}

/** Signs out: nothing that was answered stays in this tab. */
export function useSignOut() {
  const kept = useQueryClient()
  return useMutation<unknown>({
    mutationFn: async () => await told('DELETE', '/api/session'),
    onSuccess: () => {
      csrf.set(undefined)
      kept.clear()
      kept.setQueryData(key, null)
    },
  })
}

function keep(session: Session): Session {
  csrf.set(session.csrf)
  return session
}

async function told<A>(
  method: Route['method'],
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<A> {
  const route = { method, path } as Route
  return (await ask(route, (body === undefined ? {} : { body }) as never, signal)) as A
}
