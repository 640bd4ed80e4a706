import type { FastifyInstance } from 'fastify'
import { rowKind, rowOptions } from '../../api/imports.ts'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { importById } from '../../store/operational/imports.ts'
import {
  deleteImportTemplate,
  listImportTemplates,
  saveImportTemplate,
  type ImportTemplate,
} from '../../store/operational/importTemplates.ts'
import { fieldsOfKind } from '../../work/imports/begin.ts'
import { templateOf } from '../../work/imports/template.ts'
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
    if (!kind.success) throw noRows()
    const template = templateOf(from, await fieldsOfKind(db, kind.data))
    const { name: by } = callerOf(request)
    return shown(await saveImportTemplate(db, { ...template, name: body.name, by }, works.clock()))
  })
  serve(app, routes.importTemplates.remove, async ({ params }) => {
    found((await deleteImportTemplate(db, params.id)) ? true : undefined, 'template')
    return { ok: true as const }
  })
}

function shown({ kind, options, columns, created, updated, ...rest }: ImportTemplate) {
  return {
    ...rest,
    kind: rowKind.parse(kind),
    columns: [...columns],
    options: rowOptions.parse(options),
    created: iso(created),
    updated: iso(updated),
  }
}

function noRows(): Refusal {
  return new Refusal(
    failure('invalid', 'This is no import of a file with one row a record', {
      where: 'import',
      fix: 'Name an import of customers, events or products.',
    }),
  )
}
