import { z } from 'zod'
import { customerId, id, identifierKind, instant } from './parts.ts'
import type { Route } from './route.ts'

/** An identifier that a customer has, and how it came to be hers. */
export const heldIdentifier = z
  .strictObject({
    kind: identifierKind,
    value: z.string(),
    since: instant.nullable().describe('When it became hers'),
    import: id.nullable().describe('The run that brought it, a merge too; null for none'),
    with: z
      .array(
        z.strictObject({
          kind: identifierKind,
          value: z.string(),
          at: instant.describe('Of the first message that named both'),
          source: z.string().describe('The code of the source that sent it'),
          counts: z
            .boolean()
            .describe('False where by it two people would be one, or a limit is passed'),
        }),
      )
      .describe('What messages named together with it that says more surely who she is'),
  })
  .meta({ id: 'HeldIdentifier' })

export const identifierRoutes = {
  findMany: {
    method: 'POST',
    path: '/api/customers/by',
    tag: 'customers',
    summary: 'Which customers have these identifiers, in the order in which they are given',
    scope: 'customers:read',
    body: z.strictObject({
      identifiers: z
        .array(z.strictObject({ kind: identifierKind, value: z.string().min(1).max(500) }))
        .min(1)
        .max(10_000),
    }),
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          kind: identifierKind,
          value: z.string().describe('As it was given'),
          customer: customerId.nullable().describe('Null where nobody has it'),
          problem: z.string().nullable().describe('Why it is no identifier of that kind'),
        }),
      ),
    }),
  },
} as const satisfies Record<string, Route>
