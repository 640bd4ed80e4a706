import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { bundleOf, bundles, type Bundle } from '../../api/scopes.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import { formatValue } from '../../domain/customer/formats/format.ts'
import type { Locale } from '../../domain/customer/formats/locale.ts'
import { layoutOf, type FormField, type GivenSection } from '../../domain/customer/form.ts'
import { showValue, type ValueContext } from '../../domain/customer/value.ts'
import { orRefuse } from '../../domain/failure.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import { readerOf } from '../../domain/segment/reading/describe.ts'
import { printField } from '../../domain/segment/text/field.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import { listFields } from '../../store/operational/fields.ts'
import {
  changeForm,
  createForm,
  deleteForm,
  formById,
  listForms,
  type Form,
} from '../../store/operational/forms.ts'
import type { Db } from '../../store/operational/tables.ts'
import { valueContext } from '../../work/context.ts'
import { callerOf } from '../auth.ts'
import { calculatedValues, calculationsNow, showCalculated } from '../calculatedValues.ts'
import { provenanceOf } from '../customer.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { vocabularyOf } from '../questions.ts'
import { knownIn } from '../reading.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Layouts in which customers are viewed and edited. */
export function serveForms(app: FastifyInstance, works: Works): void {
  const { operational, clock } = works
  const { db } = operational
  serve(app, routes.forms.list, async () => {
    const fields = await fieldsById(db)
    return { items: (await listForms(db)).map((form) => shown(form, fields)) }
  })
  serve(app, routes.forms.create, async ({ body }) => {
    const made = await changingDefinitions(db, clock(), async (open) => {
      const sections = await layoutIn(open, body.sections)
      return await createForm(open, { name: body.name, sections }, clock())
    })
    return shown(made, await fieldsById(db))
  })
  serve(app, routes.forms.read, async ({ params }) =>
    shown(found(await formById(db, params.id), 'form'), await fieldsById(db)),
  )
  serve(app, routes.forms.change, async ({ params, body }) => {
    const after = await changingDefinitions(db, clock(), async (open) => {
      const given = body.sections
      const sections = given === null || given === undefined ? given : await layoutIn(open, given)
      return await changeForm(
        open,
        params.id,
        { name: body.name, sections, usual: body.usual },
        clock(),
      )
    })
    return shown(found(after, 'form'), await fieldsById(db))
  })
  serve(app, routes.forms.remove, async ({ params }) => {
    found((await deleteForm(db, params.id)) ? true : undefined, 'form')
    return { ok: true as const }
  })
  serve(app, routes.forms.customer, async ({ params, query }, { request, signal }) => {
    const { scopes } = callerOf(request)
    const form = found(await formById(db, params.id), 'form')
    const records = await readRecords(works.database, [params.customer], { signal })
    const filling: Filling = {
      record: found(records.get(params.customer), 'customer', 'customer'),
      fields: await fieldsById(db),
      from: await provenanceOf(works, params.customer, signal),
      locale: query.locale,
      context: await valueContext(db),
      level: bundleOf(scopes),
    }
    const sections = form.sections.map(({ title, fields }) => ({
      title,
      fields: fields.flatMap((placed) => filled(placed, filling)),
    }))
    return {
      form: form.id,
      name: form.name,
      customer: params.customer,
      sections: sections.filter(({ fields }) => fields.length > 0),
      calculated: await workedOut(works, params.customer, { ...filling, signal }),
    }
  })
}

async function layoutIn(db: Db, given: readonly GivenSection[]) {
  return orRefuse(layoutOf(given, await listFields(db)))
}

async function fieldsById(db: Db): Promise<ReadonlyMap<number, Field>> {
  return new Map((await listFields(db)).map((field) => [field.id, field]))
}

/** Without fields that were archived since, which come back to their place when they are restored. */
function shown({ sections, created, updated, ...form }: Form, fields: ReadonlyMap<number, Field>) {
  return {
    ...form,
    sections: sections.map(({ title, fields: placed }) => ({
      title,
      fields: placed.flatMap(({ field: id, ...rest }) => {
        const field = fields.get(id)
        return field === undefined || field.archived ? [] : [{ field: field.name, ...rest }]
      }),
    })),
    created: iso(created),
    updated: iso(updated),
  }
}

type Filling = {
  readonly record: CustomerRecord
  readonly fields: ReadonlyMap<number, Field>
  readonly from: Awaited<ReturnType<typeof provenanceOf>>
  readonly locale: Locale
  readonly context: ValueContext
  /** As far as the caller may see. */
  readonly level: Bundle
}

/** What calculated fields say of her now, and what each of them is. */
async function workedOut(
  works: Works,
  customer: string,
  {
    locale,
    context,
    signal,
  }: Pick<Filling, 'locale' | 'context'> & { readonly signal: AbortSignal },
) {
  const fields = await calculationsNow(works)
  const at = { now: works.clock(), signal }
  const values = (await calculatedValues(works, [customer], fields, at)).get(customer)
  const shownValues = showCalculated(values, fields)
  const vocabulary = await vocabularyOf(works)
  const read = readerOf(locale, knownIn(vocabulary))
  return fields.map((field) => {
    const { name, calculation } = field
    const { label, description, type } = fieldShown(field)
    const value = values?.get(name)
    return {
      name,
      label,
      description,
      type,
      value: shownValues[name] ?? null,
      text: value === undefined ? '' : textOf(fieldShown(field), value, locale, context),
      why:
        calculation.type === 'condition'
          ? read(calculation.condition)
          : printField(field, vocabulary.names),
    }
  })
}

/** A value of a property may be a number, though most are texts. */
function textOf(field: Field, value: Value, locale: Locale, context: ValueContext): string {
  const isNumber = field.type === 'text' && typeof value === 'number'
  return formatValue(isNumber ? { ...field, type: 'decimal' } : field, value, locale, context)
}

/** The field with her value; nothing where the caller may not see it or it is archived. */
function filled(placed: FormField, { record, fields, from, locale, context, level }: Filling) {
  const field = fields.get(placed.field)
  if (field === undefined || field.archived) return []
  if (bundles.indexOf(level) < bundles.indexOf(placed.visible)) return []
  const { name, label, description, type, choices, required } = field
  const value = record.values.get(field.id)?.[0] ?? null
  return [
    {
      name,
      label,
      description,
      type,
      required,
      width: placed.width,
      ...(choices === undefined ? {} : { choices: [...choices] }),
      value: value === null ? null : (showValue(field, value) as Json),
      text: value === null ? '' : formatValue(field, value, locale, context),
      from: from[name] ?? null,
    },
  ]
}
