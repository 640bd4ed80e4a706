import type { FastifyInstance } from 'fastify'
import { rowKind, rowOptions } from '../../api/imports.ts'
import { orderOptions } from '../../api/orderImports.ts'
import type { Answer } from '../../api/route.ts'
import { routes, type Routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { importById } from '../../store/operational/imports.ts'
import {
  deleteImportTemplate,
  listImportTemplates,
  saveImportTemplate,
  type ImportTemplate,
} from '../../store/operational/importTemplates.ts'
import { fieldsOfKind } from '../../work/imports/begin.ts'
import { orderTemplateOf, templateOf } from '../../work/imports/template.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Templates of imports: how files of a header are taken in, under a name. */
export function serveImportTemplates(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.importTemplates.list, async () => ({
    items: (await listImportTemplates(db)).map(shown),
  }))
  serve(app, routes.importTemplates.save, async ({ body }, { request }) => {
    const from = found(await importById(db, body.import), 'import')
    const kind = rowKind.safeParse(from.kind)
    if (!kind.success && from.kind !== 'orders') throw noFile()
    const template = kind.success
      ? templateOf(from, await fieldsOfKind(db, kind.data))
      : orderTemplateOf(from)
    const { name: by } = callerOf(request)
    return shown(await saveImportTemplate(db, { ...template, name: body.name, by }, works.clock()))
  })
  serve(app, routes.importTemplates.remove, async ({ params }) => {
    found((await deleteImportTemplate(db, params.id)) ? true : undefined, 'template')
    return { ok: true as const }
  })
}

function shown({
  kind,
  options,
  columns,
  created,
  updated,
  ...rest
}: ImportTemplate): Answer<Routes['importTemplates']['save']> {
  const all = { ...rest, columns: [...columns], created: iso(created), updated: iso(updated) }
  return kind === 'orders'
    ? { ...all, kind, options: orderOptions.parse(options) }
    : { ...all, kind: rowKind.parse(kind), options: rowOptions.parse(options) }
}

function noFile(): Refusal {
  return new Refusal(
    failure('invalid', 'This is no import of a file', {
      where: 'import',
      fix: 'Name an import of customers, events, products, places or orders.',
    }),
  )
}
