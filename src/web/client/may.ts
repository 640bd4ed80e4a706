import type { Scope } from '../../api/scopes.ts'
import { useSession } from './session.ts'

/** Whether who is signed in may do what needs a scope: what they may not do is not offered. */
export function useMay(): (scope: Scope) => boolean {
  const session = useSession()
  const held = session.data?.scopes ?? []
  return (scope) => held.includes(scope)
}
