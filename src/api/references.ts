import { z } from 'zod'
import { conditionText } from './condition.ts'
import { json, paging } from './parts.ts'

/** What lists of products and of places are asked by. */
export const referenceListing = {
  search: z.string().max(200).optional().describe('In the id and searchable fields'),
  condition: conditionText
    .optional()
    .describe('On their fields alone: price < 50 and organic = true'),
  sort: z.string().max(100).default('id').describe('id or a filterable field'),
  order: z.enum(['asc', 'desc']).default('asc'),
  ...paging,
}

/** Values by field name, and which of them are kept as they came. */
export const referenceValues = {
  fields: z.record(z.string(), json),
  unknown: z
    .array(z.string())
    .describe('Of `fields`, those that no field can hold: kept as they came, not searched'),
}
