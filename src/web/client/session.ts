import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Answer, Given } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from './ask.ts'
import { csrf } from './csrf.ts'
import { failureOf } from './failureOf.ts'

/** Who is signed in, and what they may do. */
export type Session = Answer<typeof routes.session.read>

const key = [routes.session.read.path]

/** The session of this browser; null where nobody is signed in. */
export function useSession() {
  return useQuery<Session | null>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return keep(await ask(routes.session.read, {}, signal))
      } catch (error) {
        if (failureOf(error).code === 'unauthorized') return null
        throw error
      }
    },
    staleTime: Infinity,
  })
}

type Ways = typeof routes.session

/** Signs in, by one of the ways there are; what was kept for somebody else is thrown away. */
export function useSignIn<W extends 'signIn' | 'setUp' | 'setPassword'>(way: W) {
  const kept = useQueryClient()
  return useMutation<Session, Error, Given<Ways[W]>>({
    mutationFn: async (given) => await ask(routes.session[way], given),
    onSuccess: (session) => {
      kept.clear()
      kept.setQueryData(key, keep(session))
    },
  })
}

/** Changes what is one's own: name, language, password. Of a new password the session is another. */
export function useChangeOwn() {
  const kept = useQueryClient()
  return useMutation<Session, Error, Given<Ways['change']>>({
    mutationFn: async (given) => await ask(routes.session.change, given),
    onSuccess: async (session) => {
      kept.setQueryData(key, keep(session))
      await kept.invalidateQueries({ queryKey: [routes.session.list.path] })
      await kept.invalidateQueries({ queryKey: [routes.users.list.path] })
    },
  })
}

/** Signs out: nothing that was answered stays in this tab. */
export function useSignOut() {
  const kept = useQueryClient()
  return useMutation<unknown>({
    mutationFn: async () => await ask(routes.session.signOut, {}),
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
