import type { FailureCode } from '../domain/failure.ts'

/** The one place that gives our codes their HTTP status and title. */
export const problemKinds = {
  invalid: { status: 400, title: 'This makes no sense as it stands' },
  unauthorized: { status: 401, title: 'Nobody is known who may do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'This contradicts what stands already' },
  too_large: { status: 413, title: 'More than a limit allows' },
  unavailable: { status: 503, title: 'Not now: try again' },
} as const satisfies Record<FailureCode, { readonly status: number; readonly title: string }>

/** Our own mistake; what it was is in the log only. */
export const bugKind = { status: 500, title: 'A mistake of the program' } as const
