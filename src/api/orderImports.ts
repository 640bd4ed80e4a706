import { z } from 'zod'

const column = z.string().min(1).max(500)
const decimalMark = z.enum([',', '.'])
const dateOrder = z.enum(['dmy', 'mdy', 'ymd'])
const kindOfCustomer = z.string().max(60).describe('The kind of the customer id')
const fieldColumns = z.record(z.string(), column).describe('Customer fields by their columns')
const propertyColumns = z.record(z.string(), column).describe('Item properties by their columns')

const orderShape = {
  order: column.describe('The column of the order id'),
  customer: column.describe("The column of the shop's own customer id"),
  time: column,
  item: column.describe('The column of the product id'),
  quantity: column,
  price: column.describe('The column of the price of one'),
  identifier: kindOfCustomer,
  refundPrefix: z.string().max(20).optional().describe('Order ids that begin so are refunds'),
  fields: fieldColumns,
  properties: propertyColumns,
  timezone: z.string().max(100).optional().describe("Of times without a zone; else the shop's"),
  sheet: z.string().max(100).optional().describe('Of a workbook: its name, or its place from 1'),
  delimiter: z.string().length(1).optional(),
  encoding: z.string().max(40).optional(),
  decimal: decimalMark.optional(),
  dates: dateOrder.optional(),
  found: z
    .strictObject({ decimal: decimalMark.optional(), dates: dateOrder.optional() })
    .optional()
    .describe('Of a template: how its file was written, for one of text that does not tell'),
}

/** The columns that have to be said. */
export const orderColumns = ['order', 'customer', 'time', 'item', 'quantity', 'price'] as const

/** How a file of order lines is to be read. What is left out is detected from the file. */
export const orderOptions = z
  .strictObject({
    ...orderShape,
    identifier: kindOfCustomer.default('user_id'),
    fields: fieldColumns.default({}),
    properties: propertyColumns.default({}),
  })
  .meta({ id: 'OrderOptions' })

/** What is said of such a file where a template says the rest. */
export const orderOptionsSaid = z
  .strictObject(orderShape)
  .partial()
  .meta({ id: 'OrderOptionsSaid' })

/** The options of one import, of which some columns may be yet to be said. */
export const orderOptionsSoFar = orderOptionsSaid
  .extend({
    identifier: kindOfCustomer,
    fields: fieldColumns,
    properties: propertyColumns,
  })
  .meta({ id: 'OrderOptionsSoFar' })

/** How the file was understood, to be looked at before it is taken in. */
export const detection = z
  .strictObject({
    encoding: z.string(),
    delimiter: z.string(),
    decimal: z.string(),
    dates: z.string(),
    columns: z.array(z.string()),
    sample: z.array(z.array(z.string())),
    questions: z
      .array(
        z.strictObject({
          about: z.enum([...orderColumns, 'dates', 'decimal']),
          says: z.string(),
          fix: z.string(),
        }),
      )
      .describe('What has to be said before it can start'),
    templates: z.array(z.string()).describe('Kept of files with the same columns'),
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
