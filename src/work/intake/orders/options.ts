import type { FileFormat } from '../files/canonical.ts'

/** How a file of order lines is to be read, as the person said it. What is left out is detected. */
export type OrderOptions = {
  /** Columns, by the names in the file's header. */
  readonly order: string
  readonly customer: string
  readonly time: string
  /** The product's id. */
  readonly item: string
  readonly quantity: string
  /** The price of one. */
  readonly price: string
  /** The kind of identifier the customer column holds; `user_id` when left out. */
  readonly identifier?: string | undefined
  /** Order ids that begin so are refunds. */
  readonly refundPrefix?: string | undefined
  /** Columns by the names of the customers' fields that they fill. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** Columns by the names of the items' properties that they fill, as text. */
  readonly properties?: Readonly<Record<string, string>> | undefined
  /** IANA name, of times that say no offset; the shop's zone when left out. */
  readonly timezone?: string | undefined
  /** Of a workbook: its name, or its place from 1; the first with a header when left out. */
  readonly sheet?: string | undefined
  readonly delimiter?: string | undefined
  /** A name that iconv-lite knows. */
  readonly encoding?: string | undefined
  readonly decimal?: ',' | '.' | undefined
  readonly dates?: DateOrder | undefined
  /** Of a template: how its file was written. Answers what a file of text leaves open. */
  readonly found?: StyleFound | undefined
}

/** What was said so far. */
export type OrdersSaid = { readonly [K in keyof OrderOptions]?: OrderOptions[K] | undefined }

type StyleFound = {
  readonly decimal?: ',' | '.' | undefined
  readonly dates?: DateOrder | undefined
}

/** Which of the three numbers of a date comes first, second, last. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

/** How a file is written. */
export type Dialect = {
  readonly encoding: string
  readonly delimiter: string
  readonly lineEnd: '\n' | '\r'
  readonly decimal: ',' | '.'
  readonly dates: DateOrder
}

/** How a file is to be read. Plain data. */
export type OrderFile = {
  /** What was sent: what is read is delimited text. */
  readonly format: FileFormat
  readonly dialect: Dialect
  /** Gunzipped. */
  readonly bytes: number
  readonly columns: readonly string[]
  /** The row in which the columns are named, the last of two. */
  readonly headerRow: number
  /** The header in one row, for the file of rejected rows. */
  readonly header: string
}

/** One import to be run. Given again after a kill, it goes on to the same end. */
export type OrderRun = {
  /** The inbox position: versions, tokens and new customers' ids are made of it. */
  readonly position: number
  /** Shown with everything that it brings. */
  readonly importId: number
  /** The spooled file: CSV, gzipped or not. */
  readonly path: string
  /** Where the rejected rows go, if there are any. */
  readonly rejectedPath: string
  readonly options: OrderOptions
  /** Where the file was looked at before. */
  readonly understood?: OrderFile | undefined
  /** When the import was taken in, milliseconds. */
  readonly received: number
}

/** What came of an import. Rows are those below the header. */
export type OrdersResult = {
  readonly rows: number
  readonly rejected: number
  /** Named by the rows that were taken. */
  readonly customers: number
  readonly orders: number
  readonly refunds: number
  /** Of orders and refunds together: not known before, known with other lines, known as they are. */
  readonly newOrders: number
  readonly changedOrders: number
  readonly unchangedOrders: number
  readonly newCustomers: number
  /** The file of rejected rows, absent where there are none. */
  readonly rejectedFile?: string
  readonly dialect: Dialect
}

export type Progress = {
  readonly step: 'reading' | 'grouping' | 'customers' | 'orders'
  readonly done: number
  readonly total: number
}
