import { z } from 'zod'
import { id, identifierKind, instant } from './parts.ts'

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
