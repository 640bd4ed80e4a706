import type { z } from 'zod'
import type { Failure } from '../failure.ts'

/** Where a refinement says what is wrong. */
export type Refining = { addIssue(issue: Parameters<z.RefinementCtx['addIssue']>[0]): void }

/** Says that something is wrong, where, and how to mend it. */
export function refuse(
  context: Refining,
  message: string,
  fix: Failure['fix'],
  path: (string | number)[] = [],
): void {
  context.addIssue({ code: 'custom', message, path, params: { fix } })
}

/** What a refinement says in place of zod: what is wrong, and how to mend it. */
export function says(message: string, fix: string): { error: string; params: { fix: string } } {
  return { error: message, params: { fix } }
}
