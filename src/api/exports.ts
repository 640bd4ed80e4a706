import { z } from 'zod'
import { exportStyles } from '../domain/export/style.ts'

/** The forms of exported files, by what tells the browser of them. Each is its files' extension too. */
export const exportMediaTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
} as const

export type ExportFormat = keyof typeof exportMediaTypes

export const exportFormats = Object.keys(exportMediaTypes) as [ExportFormat, ...ExportFormat[]]

/**
 * What every export takes. Its answer says of when it is by `X-As-Of`, up to which arrival by
 * `X-Position`, and how many rows there were then by `X-Total`.
 */
export const exporting = {
  format: z
    .enum(exportFormats)
    .default('csv')
    .describe(
      'CSV (RFC 4180, UTF-8), XLSX, one JSON object a line, or Parquet. In CSV and XLSX an apostrophe guards texts that spreadsheets would run as formulas; imports take it off again.',
    ),
  style: z
    .enum(exportStyles)
    .default('technical')
    .describe(
      'Of CSV and XLSX: ISO dates and decimal points under names of fields, or what Excel in Brazil writes under their labels',
    ),
  columns: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe('Names of columns, separated by commas, in their order; all when left out'),
}
