import { z } from 'zod'
import { rowKind, rowOptions } from './imports.ts'
import { orderOptions } from './orderImports.ts'
import { done, id, idText, instant, line } from './parts.ts'
import type { Route } from './route.ts'

const ofEveryKind = {
  id,
  name: line,
  columns: z.array(z.string()).describe('Of the file it was made of'),
  by: z.string(),
  created: instant,
  updated: instant,
}

const importTemplate = z.discriminatedUnion('kind', [
  z
    .strictObject({ ...ofEveryKind, kind: rowKind, options: rowOptions })
    .meta({ id: 'RowTemplate' }),
  z
    .strictObject({ ...ofEveryKind, kind: z.literal('orders'), options: orderOptions })
    .meta({ id: 'OrderTemplate' }),
])

export const importTemplateRoutes = {
  list: {
    method: 'GET',
    path: '/api/import-templates',
    tag: 'imports',
    summary: 'List the templates of imports, by name',
    scope: 'imports:read',
    response: z.strictObject({ items: z.array(importTemplate) }),
  },
  save: {
    method: 'POST',
    path: '/api/import-templates',
    tag: 'imports',
    summary: 'Keep under a name how an import understands its file; one of that name is replaced',
    scope: 'imports:write',
    body: z.strictObject({ name: line, import: id.describe('Its file was sent') }),
    response: importTemplate,
    status: 201,
  },
  remove: {
    method: 'DELETE',
    path: '/api/import-templates/:id',
    tag: 'imports',
    summary: 'Delete a template of imports',
    scope: 'imports:write',
    params: z.strictObject({ id: idText }),
    response: done,
  },
} as const satisfies Record<string, Route>
