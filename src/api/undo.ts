import { z } from 'zod'
import { customerId, id, idText, instant, line } from './parts.ts'
import type { Route } from './route.ts'

const count = z.int()
const goneAndBack = z.strictObject({ gone: count, back: count })
const counts = goneAndBack.extend({ stayed: count })

/** What an undo took back, and what stayed as it was since somebody else changed it or something rests on it. */
export const undoReport = z
  .strictObject({
    customers: counts.extend({ changed: count }),
    values: z.strictObject({ back: count, stayed: count }),
    identifiers: counts,
    events: counts,
    lists: goneAndBack,
    consents: goneAndBack,
    products: counts,
    places: counts,
    sample: z
      .array(
        z.strictObject({
          what: z.enum(['customer', 'value', 'identifier', 'product', 'place', 'pair']),
          why: z
            .string()
            .describe(
              'changed: by another since; named, taken: the identifier or the unique value, by others; merged, deleted: ' +
                'she was; values, events, lists …: which others brought of her',
            ),
          customer: customerId.optional(),
          field: z.string().optional(),
          kind: z.string().optional(),
          product: z.string().optional(),
          place: z.string().optional(),
        }),
      )
      .describe('Some of what stayed'),
  })
  .meta({ id: 'UndoReport' })

/** Where a run of any kind is. */
export const runState = z
  .enum(['new', 'ready', 'checking', 'waiting', 'running', 'done', 'failed', 'cancelled', 'tried'])
  .describe('tried: a file was tried, and not taken in; nothing was written')

/** What is said of every run that needs no file. */
export const ofEveryRun = {
  id,
  fileName: line,
  state: runState,
  created: instant,
  progress: z.strictObject({ done: z.number(), total: z.number().nullable(), step: z.string() }),
  problem: z.string().nullable(),
  undoneBy: id.nullable().describe('The undo by which it is undone'),
}

/** A run that needs no file: an undo, or a merge. */
export const undoRun = z
  .strictObject({
    ...ofEveryRun,
    kind: z.enum(['undo', 'merge']),
    of: id.nullable().describe('Of an undo: the run that it undoes'),
    result: undoReport.nullable(),
  })
  .meta({ id: 'UndoRun' })

const byId = z.strictObject({ id: idText })

export const undoRoutes = {
  undo: {
    method: 'POST',
    path: '/api/imports/:id/undo',
    tag: 'imports',
    summary: 'Take back all that a run brought, but what others changed since; an undo too',
    scope: 'imports:write',
    params: byId,
    response: z.strictObject({ import: id, undo: id }),
    status: 202,
  },
  previewUndo: {
    method: 'GET',
    path: '/api/imports/:id/undo',
    tag: 'imports',
    summary: 'What undoing a run would take back, and what would stay; nothing is written',
    scope: 'imports:read',
    params: byId,
    response: undoReport,
  },
} as const satisfies Record<string, Route>
