import { z } from 'zod'
import { placeKinds } from '../domain/reference/place.ts'
import { done, id, idText, identifierKind, instant, json, line, page, paging } from './parts.ts'
import { detection, importResult, orderOptionsSaid, orderOptionsSoFar } from './orderImports.ts'
import type { Route } from './route.ts'
import { editRun } from './edits.ts'
import { runState, undoRoutes, undoRun } from './undo.ts'

const column = z.string().min(1).max(500)

const columnStyle = {
  decimal: z.enum([',', '.']).optional(),
  dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
}

/** A list by its id or name. */
const listNamed = z.union([id, line])

/** How a file of customers or events is to be taken in. What is left out is detected from the file, or is no. */
export const rowOptions = z
  .strictObject({
    key: column.optional().describe('The column that names the customer'),
    identifier: identifierKind.optional().describe('The kind of identifier that stands in it'),
    map: z
      .record(column, z.string().min(1).max(200))
      .optional()
      .describe(
        'What columns become: a field, city+state, identifier:KIND, lists, consent:PURPOSE:CHANNEL, property:NAME, record:NAME, ignore',
      ),
    policy: z
      .record(z.string(), z.enum(['always', 'blank', 'never']))
      .optional()
      .describe(
        'By field: replace what is there always, only where there is nothing, or only for who is new',
      ),
    lists: z
      .array(listNamed)
      .max(100)
      .optional()
      .describe('Everybody in the file comes onto these'),
    makeLists: z
      .boolean()
      .optional()
      .describe(
        'Lists that the file or `lists` names and that are not there are made; else rows that name them are rejected',
      ),
    consents: z
      .array(
        z.strictObject({
          purpose: line,
          channel: line,
          state: z.enum(['granted', 'denied']).default('granted'),
          evidence: z.string().max(2_000).optional().describe('How it was asked and answered'),
          at: instant.optional(),
        }),
      )
      .max(20)
      .optional(),
    whole: z
      .strictObject({
        fields: z.array(z.string()).max(100).default([]),
        lists: z.array(listNamed).max(100).default([]),
        confirmed: z.boolean().default(false).describe('Somebody has seen who loses what'),
      })
      .optional()
      .describe('The file says all of these: who is not in it loses the field, or leaves the list'),
    at: instant.optional().describe('Since when the values hold; else since the file is taken in'),
    event: line.optional().describe('The name of all events, where no column says it'),
    by: z.enum(placeKinds).optional().describe('Of places: by what the key names them'),
    sheet: z.string().max(100).optional().describe('Of a workbook: its name, or its place from 1'),
    header: z
      .int()
      .min(0)
      .max(1_000)
      .optional()
      .describe('The row of the column names; 0 for none'),
    delimiter: z.string().length(1).optional(),
    encoding: z.string().max(40).optional(),
    ...columnStyle,
    columns: z.record(column, z.strictObject(columnStyle)).optional().describe('Of single columns'),
  })
  .meta({ id: 'RowOptions' })

/** How a file of rows was understood, and what becomes of its columns. */
export const rowDetection = z
  .strictObject({
    format: z.string(),
    sheets: z.array(z.string()),
    sheet: z.string().nullable(),
    encoding: z.string(),
    delimiter: z.string(),
    headerRow: z.int(),
    headerConfidence: z.number(),
    rows: z.int(),
    key: z.strictObject({ column: z.string(), kind: z.string() }).nullable(),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        type: z.string(),
        confidence: z.number(),
        decimal: z.string().nullable(),
        dates: z.string().nullable(),
        datesConfidence: z.number().nullable().describe('Of the order of day and month'),
        filled: z.int(),
        examples: z.array(z.string()),
        to: z.string().describe('As `map` says it'),
        toConfidence: z.number(),
        reason: z.enum(['said', 'by name', 'by content', 'none']),
        make: z
          .strictObject({ name: z.string(), label: z.string(), type: z.string() })
          .nullable()
          .describe('The field that is not there yet'),
      }),
    ),
    questions: z
      .array(
        z.strictObject({
          about: z.enum(['dates', 'decimal', 'key', 'by', 'field', 'time', 'event', 'whole']),
          column: z.string(),
          says: z.string(),
          fix: z.string(),
        }),
      )
      .describe('What has to be said before it can start'),
    missingLists: z
      .array(z.string())
      .describe('Lists that are named and not there: made where makeLists says so'),
    sample: z.array(z.array(z.string())),
    templates: z.array(z.string()).describe('Kept of files with the same columns'),
  })
  .meta({ id: 'RowDetection' })

/** What came of a file of rows, or would: every row below the header is in one of the four counts. */
export const rowResult = z
  .strictObject({
    rows: z.int(),
    new: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    conflicts: z.int(),
    cleared: z.record(z.string(), z.int()),
    madeLists: z.array(z.string()).default([]).describe('Lists that it made, or would make'),
    dryRun: z.boolean(),
    rejectedFile: z.string().nullable().describe('Where the rejected rows are, on the server'),
    errors: z.array(
      z.strictObject({
        column: z.string(),
        reason: z.string(),
        fix: z.string(),
        count: z.int(),
        rows: z.array(z.int()),
      }),
    ),
    samples: z.array(
      z.strictObject({
        row: z.int(),
        result: z.enum(['new', 'changed', 'unchanged', 'rejected']),
        key: z.string(),
        conflict: z.boolean(),
        reason: z.string().optional(),
        changes: z.array(z.strictObject({ field: z.string(), before: json, after: json })),
      }),
    ),
  })
  .meta({ id: 'RowResult' })

const ofEveryKind = {
  id,
  fileName: line,
  state: runState,
  created: instant,
  progress: z.strictObject({
    done: z.number(),
    total: z.number().nullable(),
    step: z.string(),
    secondsLeft: z.int().nullable(),
  }),
  problem: z.string().nullable(),
  undoneBy: id.nullable().describe('The undo by which it is undone'),
}

const orderImport = z
  .strictObject({
    ...ofEveryKind,
    kind: z.literal('orders'),
    options: orderOptionsSoFar,
    detection: detection.nullable(),
    result: importResult.nullable(),
  })
  .meta({ id: 'OrderImport' })

export const rowKind = z.enum(['customers', 'events', 'products', 'places'])

const rowImport = z
  .strictObject({
    ...ofEveryKind,
    kind: rowKind,
    options: rowOptions,
    detection: rowDetection.nullable(),
    result: rowResult.nullable(),
  })
  .meta({ id: 'RowImport' })

/** Of a file. */
const fileImport = z.discriminatedUnion('kind', [orderImport, rowImport])
const anyImport = z.discriminatedUnion('kind', [orderImport, rowImport, editRun, undoRun])

/** In a list: what is long of an import is read of one. */
const listedImport = z.discriminatedUnion('kind', [
  orderImport.omit({ detection: true }).meta({ id: 'ListedOrderImport' }),
  rowImport
    .omit({ detection: true })
    .extend({ result: rowResult.omit({ samples: true }).nullable() })
    .meta({ id: 'ListedRowImport' }),
  editRun,
  undoRun,
])

const template = line.describe('The name of a template, which says what the options do not')

const byId = z.strictObject({ id: idText })

export const importRoutes = {
  ...undoRoutes,
  list: {
    method: 'GET',
    path: '/api/imports',
    tag: 'imports',
    summary:
      'A page of the imports, latest first; how a file was understood, and samples, are in GET /api/imports/{id}',
    scope: 'imports:read',
    query: z.strictObject(paging),
    response: page(listedImport),
  },
  create: {
    method: 'POST',
    path: '/api/imports',
    tag: 'imports',
    summary: 'Begin an import: say what the columns mean',
    scope: 'imports:write',
    body: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('orders'),
        fileName: line,
        template: template.optional(),
        options: orderOptionsSaid
          .default({})
          .describe(
            'As OrderOptions; without a template or `guess` all of the columns are to be said',
          ),
        guess: z
          .boolean()
          .default(false)
          .describe('Columns that are not said are found by their names when the file comes'),
      }),
      z.strictObject({
        kind: rowKind,
        fileName: line,
        template: template.optional(),
        options: rowOptions.default({}),
      }),
    ]),
    response: fileImport,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/imports/:id',
    tag: 'imports',
    summary: 'Say more of an import before it starts; null takes back what was said',
    scope: 'imports:write',
    params: byId,
    body: z.strictObject({
      template: template.optional(),
      options: z
        .record(z.string(), json)
        .default({})
        .describe('As RowOptions, of orders as OrderOptions; what is not named stays'),
    }),
    response: fileImport,
  },
  upload: {
    method: 'PUT',
    path: '/api/imports/:id/file',
    tag: 'imports',
    summary:
      'Send its file (CSV, XLSX, JSON, Parquet; gzip and zip too); the answer says how it was understood',
    scope: 'imports:write',
    params: byId,
    upload: true,
    response: fileImport,
  },
  check: {
    method: 'POST',
    path: '/api/imports/:id/check',
    tag: 'imports',
    summary: 'Try it: what would be new, changed, rejected. Nothing is written. Not of orders',
    scope: 'imports:write',
    params: byId,
    response: fileImport,
    status: 202,
  },
  start: {
    method: 'POST',
    path: '/api/imports/:id/start',
    tag: 'imports',
    summary: 'Take the file in; it goes on even if the program is stopped in between',
    scope: 'imports:write',
    params: byId,
    response: fileImport,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/imports/:id',
    tag: 'imports',
    summary: 'How far an import is, and what came of it',
    scope: 'imports:read',
    params: byId,
    response: anyImport,
  },
  cancel: {
    method: 'POST',
    path: '/api/imports/:id/cancel',
    tag: 'imports',
    summary: 'Stop an import; what was taken in so far stays',
    scope: 'imports:write',
    params: byId,
    response: done,
  },
  rejected: {
    method: 'GET',
    path: '/api/imports/:id/rejected',
    tag: 'imports',
    summary: 'The rejected rows, in the form of the file, each with row, column, reason and mend',
    scope: 'imports:read',
    audited: true,
    params: byId,
    response: z.string(),
    stream: ['text/csv'],
  },
} as const satisfies Record<string, Route>
