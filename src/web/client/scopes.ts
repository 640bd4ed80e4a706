import type { Scope } from '../../api/scopes.ts'
import { useSession } from './session.ts'

/** Whether who is signed in may do something: what they may not is not offered. */
export function useScopes(): (scope: Scope) => boolean {
  const held = useSession().data?.scopes
  return (scope) => held?.includes(scope) === true
}
