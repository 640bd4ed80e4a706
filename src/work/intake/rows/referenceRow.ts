import type { PlaceWrite, ProductWrite } from '../../../domain/arrival.ts'
import { fieldNamed, type Catalog } from '../../../domain/customer/catalog.ts'
import { showValue } from '../../../domain/customer/value.ts'
import { isFailure, type Failure } from '../../../domain/failure.ts'
import type { Key } from '../../../domain/import/key.ts'
import type { ColumnUse } from '../../../domain/import/mapping.ts'
import { placeId, placeOf } from '../../../domain/reference/place.ts'
import { readValue } from '../../../domain/reference/reference.ts'
import { readVariants, showVariant } from '../../../domain/reference/variant.ts'
import { inStyle, valueReader } from '../files/cells.ts'
import type { Rejection } from '../files/rejected.ts'
import type { Prepared } from '../prepare.ts'
import { referenceId } from '../referenceDraft.ts'
import type { RowsRun } from './options.ts'
import { joined, rejection, type RowTyper } from './typed.ts'

type Said = {
  readonly fields: Map<string, unknown>
  readonly record: { variants?: readonly unknown[]; state?: string }
  readonly problems: Rejection[]
}

type CellUse = { readonly at: number; readonly take: (cell: string, said: Said) => void }

/**
 * Reads a row of products or places: all of its cells, or a rejection that says of each what is wrong
 * with it. Blank cells change nothing.
 */
export function referenceTyper(run: RowsRun, columns: readonly ColumnUse[], key: Key): RowTyper {
  const { position, received, importId, settings, kind } = run
  const uses = columns.flatMap((column) => usesOf(run, column))
  return (row) => {
    const said: Said = { fields: new Map(), record: {}, problems: [] }
    for (const use of uses) {
      const cell = (row.cells[use.at] ?? '').trim()
      if (cell !== '') use.take(cell, said)
    }
    const keyText = (row.cells[key.at] ?? '').trim()
    const place = { position, received, importId, row: row.number }
    const part = partOf(run, { keyText, said })
    const id = isFailure(part) ? part : referenceId({ ...part, place }, settings)
    if (isFailure(id)) {
      said.problems.unshift({
        column: key.column,
        value: keyText,
        reason: keyText === '' ? `The row names no ${kind.slice(0, -1)}` : id.message,
        fix: id.fix ?? 'Correct it, or leave the row out.',
      })
    }
    const [first, ...others] = said.problems
    if (first !== undefined) return { row, why: joined([first, ...others]), identifiers: [] }
    if (isFailure(part) || isFailure(id)) throw new Error('a row without a problem has an id')
    const prepared: Prepared = { identifiers: [], part: { ...part, place } }
    const reference = { kind: part.type, id }
    return { row, key: keyText, prepared, reference, lists: [], consents: [] }
  }
}

type Bare =
  | { readonly type: 'product'; readonly mode: 'upsert'; readonly write: ProductWrite }
  | { readonly type: 'place'; readonly mode: 'upsert'; readonly write: PlaceWrite }

function partOf(
  { kind, options, settings }: RowsRun,
  { keyText, said }: { readonly keyText: string; readonly said: Said },
): Bare | Failure {
  const fields = Object.fromEntries(said.fields)
  const { variants, state } = said.record
  if (kind === 'products') {
    const write = { id: keyText, fields, ...(variants === undefined ? {} : { variants }) }
    return { type: 'product', mode: 'upsert', write }
  }
  const text = options.by === 'city' ? inState(keyText, state, settings.country) : keyText
  const id = placeIdOf(options.by, text, settings.country)
  return isFailure(id) ? id : { type: 'place', mode: 'upsert', write: { ...placeOf(id), fields } }
}

/** The city with the state that stands in a column of its own, but where it is written with that state already. */
function inState(city: string, state: string | undefined, country: string): string {
  if (state === undefined || city === '') return city
  const [own, there] = [placeId('city', city, country), placeId('state', state, country)]
  const isWritten = !isFailure(own) && !isFailure(there) && own.endsWith(`/${placeOf(there).key}`)
  return isWritten ? city : `${city}/${state}`
}

/** Where nobody said what names the places, each says it itself: `city:recife/PE`. */
function placeIdOf(by: string | undefined, text: string, country: string): string | Failure {
  if (by !== undefined) return placeId(by, text, country)
  const [kind, ...key] = text.split(':')
  return placeId(kind, key.join(':'), country)
}

function usesOf(run: RowsRun, { column, at, to }: ColumnUse): CellUse[] {
  if (to.is === 'field') return [fieldUse(run, { column, at }, to.name)]
  if (to.is !== 'record') return []
  switch (to.name) {
    case 'state':
      return [{ at, take: (cell, { record }) => void (record.state = cell) }]
    case 'variants':
      return [{ at, take: (cell, said) => takeVariants(column, cell, said) }]
    case 'fields':
      return [{ at, take: (cell, said) => takeLoose(run, column, { cell, said }) }]
    default:
      return []
  }
}

function fieldUse(
  run: RowsRun,
  { column, at }: { readonly column: string; readonly at: number },
  name: string,
): CellUse {
  const { settings, understood } = run
  const seen = understood.columns.find((each) => each.at === at)
  const field = fieldNamed(catalogFor(run), name)
  if (field === undefined || seen === undefined) throw new Error(`the field ${name} is gone`)
  const read = valueReader(seen, field, settings.zone)
  return {
    at,
    take: (cell, { fields, problems }) => {
      const value = inStyle(readValue(field, read(cell), settings), seen, field)
      if (isFailure(value)) problems.push(rejection(column, cell, value))
      else if (value !== undefined) fields.set(field.name, showValue(field, value))
    },
  }
}

/** The fields that a file fills. */
export function catalogFor({ kind, settings }: Pick<RowsRun, 'kind' | 'settings'>): Catalog {
  if (kind === 'products') return settings.references.product
  return kind === 'places' ? settings.references.place : settings.catalog
}

/** As exports write them. */
function takeVariants(column: string, cell: string, { record, problems }: Said): void {
  const variants = readVariants(jsonOf(cell) ?? cell)
  if (isFailure(variants)) problems.push(rejection(column, cell, variants))
  else record.variants = variants.map(showVariant)
}

/** What no column says of it, by name: what a field of that name cannot hold is wrong with the row. */
function takeLoose(
  run: RowsRun,
  column: string,
  { cell, said: { fields, problems } }: { readonly cell: string; readonly said: Said },
): void {
  const given = jsonOf(cell)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    problems.push({
      column,
      value: cell,
      reason: 'This is no JSON object',
      fix: 'Write it as {"roast":"dark"}, or say --map "COLUMN=ignore".',
    })
    return
  }
  const catalog = catalogFor(run)
  for (const [name, raw] of Object.entries(given) as [string, unknown][]) {
    if (fields.has(name)) continue
    const field = fieldNamed(catalog, name)
    const value = field === undefined ? undefined : readValue(field, raw, run.settings)
    if (isFailure(value)) problems.push(rejection(column, cell, value))
    else fields.set(name, raw)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
