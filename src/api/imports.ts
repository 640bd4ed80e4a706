import { z } from 'zod'
import { done, id, idText, instant, line } from './parts.ts'
import type { Route } from './route.ts'
import { undoRoutes, undoRun } from './undo.ts'

const column = z.string().min(1).max(500)

/** How a file of order lines is to be read. What is left out is detected from the file. */
export const orderOptions = z
  .strictObject({
    order: column.describe('The column of the order id'),
    customer: column.describe("The column of the shop's own customer id"),
    time: column,
    item: column.describe('The column of the product id'),
    quantity: column,
    price: column.describe('The column of the price of one'),
    identifier: z.string().max(60).default('user_id').describe('The kind of the customer id'),
    refundPrefix: z.string().max(20).optional().describe('Order ids that begin so are refunds'),
    fields: z.record(z.string(), column).default({}).describe('Customer fields by their columns'),
    properties: z
      .record(z.string(), column)
      .default({})
      .describe('Item properties by their columns'),
    timezone: z.string().max(100).optional().describe("Of times without a zone; else the shop's"),
    sheet: z.string().max(100).optional().describe('Of a workbook: its name, or its place from 1'),
    delimiter: z.string().length(1).optional(),
    encoding: z.string().max(40).optional(),
    decimal: z.enum([',', '.']).optional(),
    dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
  })
  .meta({ id: 'OrderOptions' })

/** How the file was understood, to be looked at before it is taken in. */
export const detection = z
  .strictObject({
    encoding: z.string(),
    delimiter: z.string(),
    decimal: z.string(),
    dates: z.string(),
    columns: z.array(z.string()),
    sample: z.array(z.array(z.string())),
  })
  .meta({ id: 'Detection' })

export const importResult = z
  .strictObject({
    rows: z.int(),
    rejected: z.int(),
    customers: z.int(),
    orders: z.int(),
    refunds: z.int(),
    newCustomers: z.int(),
    newOrders: z.int(),
    changedOrders: z.int(),
    unchangedOrders: z.int(),
    rejectedFile: z.string().nullable().describe('Where the rejected rows are, on the server'),
  })
  .meta({ id: 'ImportResult' })

export const orderImport = z
  .strictObject({
    id,
    kind: z.literal('orders'),
    fileName: line,
    options: orderOptions,
    state: z.enum(['new', 'ready', 'waiting', 'running', 'done', 'failed', 'cancelled']),
    created: instant,
    detection: detection.nullable(),
    progress: z.strictObject({ done: z.number(), total: z.number().nullable(), step: z.string() }),
    result: importResult.nullable(),
    problem: z.string().nullable(),
    undoneBy: id.nullable().describe('The undo by which it is undone'),
  })
  .meta({ id: 'Import' })

const anyImport = z.union([orderImport, undoRun])

const byId = z.strictObject({ id: idText })

export const importRoutes = {
  ...undoRoutes,
  list: {
    method: 'GET',
    path: '/api/imports',
    tag: 'imports',
    summary: 'List the imports, latest first',
    scope: 'read',
    response: z.strictObject({ items: z.array(anyImport) }),
  },
  create: {
    method: 'POST',
    path: '/api/imports',
    tag: 'imports',
    summary: 'Begin an import: say what the columns mean',
    scope: 'write',
    body: z.strictObject({ kind: z.literal('orders'), fileName: line, options: orderOptions }),
    response: orderImport,
    status: 201,
  },
  upload: {
    method: 'PUT',
    path: '/api/imports/:id/file',
    tag: 'imports',
    summary:
      'Send its file (CSV, XLSX, JSON, Parquet; gzip and zip too); the answer says how it was understood',
    scope: 'write',
    params: byId,
    upload: true,
    response: orderImport,
  },
  start: {
    method: 'POST',
    path: '/api/imports/:id/start',
    tag: 'imports',
    summary: 'Take the file in; it goes on even if the program is stopped in between',
    scope: 'write',
    params: byId,
    response: orderImport,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/imports/:id',
    tag: 'imports',
    summary: 'How far an import is, and what came of it',
    scope: 'read',
    params: byId,
    response: anyImport,
  },
  cancel: {
    method: 'POST',
    path: '/api/imports/:id/cancel',
    tag: 'imports',
    summary: 'Stop an import; the orders taken in so far stay',
    scope: 'write',
    params: byId,
    response: done,
  },
  rejected: {
    method: 'GET',
    path: '/api/imports/:id/rejected',
    tag: 'imports',
    summary: 'The rejected rows, in the form of the file, each with row, column, reason and mend',
    scope: 'read',
    params: byId,
    response: z.string(),
    stream: ['text/csv'],
  },
} as const satisfies Record<string, Route>
