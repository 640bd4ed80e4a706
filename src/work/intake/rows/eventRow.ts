import type { EventWrite } from '../../../domain/arrival.ts'
import { valueType } from '../../../domain/customer/field.ts'
import { isFailure, type Failure } from '../../../domain/failure.ts'
import type { ColumnSeen } from '../../../domain/import/column.ts'
import { splitValues } from '../../../domain/import/joined.ts'
import type { Key } from '../../../domain/import/key.ts'
import type { ColumnUse } from '../../../domain/import/mapping.ts'
import { ownForm } from '../../../domain/import/ownColumn.ts'
import { isUnsafeKey } from '../../../domain/json.ts'
import { unscale } from '../../../domain/number.ts'
import { cellReader, numberReader } from '../files/cells.ts'
import type { CsvRow } from '../files/csv.ts'
import type { Rejection } from '../files/rejected.ts'
import { remembered } from '../files/remembered.ts'
import { prepare, type Prepared } from '../prepare.ts'
import type { RowsRun } from './options.ts'
import { joined, namesNobody, type RowTyper } from './typed.ts'

type Said = {
  readonly identifiers: Record<string, string>
  readonly properties: Record<string, unknown>
  readonly record: {
    event?: string | undefined
    time?: string
    message_id?: string
    channel?: string
    source?: string
    /** Of an event that we exported. */
    event_id?: string
  }
}

type CellUse = { readonly at: number; readonly take: (cell: string, said: Said) => void }

/** Reads a row of events: what the tracking API would be sent for it. */
export function eventTyper(run: RowsRun, columns: readonly ColumnUse[], key: Key): RowTyper {
  const { position, received, importId, options, settings } = run
  const uses = columns.flatMap((column) => usesOf(run, column))
  uses.push(identifierUse(run, key.at, key.kind))
  const missingOf = lacks(columns, key)
  return (row) => {
    const said: Said = { identifiers: {}, properties: {}, record: {} }
    for (const use of uses) use.take(row.cells[use.at] ?? '', said)
    said.record.event ??= options.event
    const [first, ...others] = missingOf(said)
    if (first !== undefined) return { row, why: joined([first, ...others]), identifiers: [] }
    const place = { position, received, importId, row: row.number }
    const write = writeOf(said)
    const part = { type: 'event', source: 'import', write, place, ...idOf(said) } as const
    const prepared = prepare(part, settings)
    const wrong = wrongOf(prepared)
    if (wrong !== undefined) {
      const cell = columnOf(row, wrong.where ?? '', { columns, key })
      return { row, why: { ...cell, reason: wrong.message, fix: wrong.fix ?? '' }, identifiers: [] }
    }
    return { row, key: (row.cells[key.at] ?? '').trim(), prepared, lists: [], consents: [] }
  }
}

function writeOf({ identifiers, properties, record }: Said): EventWrite {
  const { event = '', time = '', message_id: messageId, channel, source } = record
  return {
    identifiers,
    event,
    time,
    properties,
    ...(messageId === undefined ? {} : { messageId }),
    ...(channel === undefined ? {} : { channel }),
    ...(source === undefined ? {} : { source }),
  }
}

/** As an event that we exported says which it is; a text that is no such number says nothing. */
function idOf({ record: { event_id: text = '' } }: Said): { readonly id?: bigint } {
  if (!/^\d{1,39}$/.test(text)) return {}
  const id = BigInt(text)
  return id < 2n ** 128n ? { id } : {}
}

function wrongOf({ failure, event }: Prepared): Failure | undefined {
  return failure ?? (isFailure(event) ? event : undefined)
}

/** What a row has to say and does not. */
function lacks(columns: readonly ColumnUse[], key: Key): (said: Said) => Rejection[] {
  const columnFor = (name: string): string =>
    columns.find(({ to }) => to.is === 'record' && to.name === name)?.column ?? ''
  const noCustomer = namesNobody(key.column)
  const noEvent = missing(columnFor('event'), nothing)
  // Without it a file imported twice would be two of each event.
  const noTime = missing(columnFor('time'), timeless)
  return ({ identifiers, record }) => {
    const problems = Object.keys(identifiers).length === 0 ? [noCustomer] : []
    if (record.event === undefined) problems.push(noEvent)
    if (record.time === undefined) problems.push(noTime)
    return problems
  }
}

function usesOf(run: RowsRun, { at, to }: ColumnUse): CellUse[] {
  const seen = run.understood.columns.find((each) => each.at === at)
  if (seen === undefined) throw new Error(`no column stands at ${at}`)
  switch (to.is) {
    case 'identifier':
      return [identifierUse(run, at, to.kind)]
    case 'record':
      return recordUses(run, seen, to.name)
    case 'property': {
      const { name } = to
      const read = remembered(propertyReader(run, seen))
      return [
        {
          at,
          take: (cell, said) => {
            if (cell.trim() !== '') said.properties[name] = read(cell)
          },
        },
      ]
    }
    case 'field':
    case 'cityState':
    case 'lists':
    case 'consent':
    case 'nothing':
      return []
  }
}

/** Of a file of ours, a cell may have several: each is hers, so that one is enough. */
function identifierUse({ understood }: RowsRun, at: number, kind: string): CellUse {
  const ours = ownForm(understood.columns) !== undefined
  return {
    at,
    take: (cell, said) => {
      const text = ours ? (splitValues(cell.trim())[0] ?? '') : cell
      if (text.trim() !== '') said.identifiers[kind] = text
    },
  }
}

/** All properties in one cell, as we export them: JSON of an object; what is none is a property itself. */
function propertiesUse({ at, name }: ColumnSeen): CellUse {
  return {
    at,
    take: (cell, said) => {
      if (cell.trim() === '') return
      for (const [of, value] of Object.entries(objectOf(cell) ?? { [name]: cell.trim() })) {
        if (!isUnsafeKey(of)) said.properties[of] = value
      }
    },
  }
}

function objectOf(cell: string): object | undefined {
  try {
    const read: unknown = JSON.parse(cell)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : undefined
  } catch {
    // Not JSON: a text.
    return undefined
  }
}

function recordUses({ settings }: RowsRun, seen: ColumnSeen, name: string): CellUse[] {
  if (name === 'properties') return [propertiesUse(seen)]
  if (!isRecordName(name)) return []
  const read = name === 'time' ? cellReader(seen, { type: 'datetime' }, settings.zone) : asItIs
  return [
    {
      at: seen.at,
      take: (cell, said) => {
        if (cell.trim() !== '') said.record[name] = read(cell.trim()).trim()
      },
    },
  ]
}

const recordNames = ['event', 'time', 'message_id', 'channel', 'source', 'event_id'] as const

function isRecordName(name: string): name is (typeof recordNames)[number] {
  return (recordNames as readonly string[]).includes(name)
}

/** Numbers as numbers, dates as programs write them, all else as text. */
function propertyReader({ settings }: RowsRun, seen: ColumnSeen): (cell: string) => unknown {
  const { type } = seen
  switch (valueType(type)) {
    case 'integer':
    case 'decimal':
    case 'money': {
      const read = numberReader(seen)
      return (cell) => {
        const found = read(cell.replace(/\s*%\s*$/, '').trim())
        return found === undefined ? cell.trim() : unscale(found)
      }
    }
    case 'date':
    case 'datetime': {
      const read = cellReader(seen, { type }, settings.zone)
      return (cell) => read(cell.trim())
    }
    case 'text':
    case 'choice':
    case 'boolean':
    case 'list':
    case 'location':
      return (cell) => cell.trim()
  }
}

/** Which cell a failure of an event speaks of. */
function columnOf(
  row: CsvRow,
  where: string,
  { columns, key }: { readonly columns: readonly ColumnUse[]; readonly key: Key },
): Pick<Rejection, 'column' | 'value'> {
  const name = where === 'messageId' ? 'message_id' : where
  const [, of = ''] = where.split('.')
  const found = columns.find(
    ({ to }) =>
      (to.is === 'record' && to.name === name) ||
      (to.is === 'property' && where === `properties.${to.name}`) ||
      (to.is === 'identifier' && to.kind === of),
  )
  const { column, at } = found ?? (where.startsWith('identifiers') ? key : { column: '', at: -1 })
  return { column, value: row.cells[at] ?? '' }
}

type What = Pick<Rejection, 'reason' | 'fix'>

const nothing: What = {
  reason: 'The row does not say what happened',
  fix: 'Write the name of the event.',
}
const timeless: What = {
  reason: 'The row does not say when it happened',
  fix: 'Write the instant of the event.',
}

function missing(column: string, what: What): Rejection {
  return { column, value: '', ...what }
}

const asItIs = (cell: string): string => cell
