import type { Field, Value } from '../../domain/customer/field.ts'
import { weakKinds, type Identifier } from '../../domain/customer/identity.ts'
import { fold } from '../../domain/fold.ts'
import { rowColumns } from './columns.ts'
import { LinePieces } from './rows.ts'
import { storedText, type Stored } from './stored.ts'

/** Somebody whom a row of a file makes, with all that is known of her. */
export type Newcomer = {
  readonly id: string
  /** One at least, no two of one kind, and none that is a value of a unique field. */
  readonly identifiers: readonly Identifier[]
  /** By field id, each once; with what she gets by default. */
  readonly values: readonly NewValue[]
}

/** A value that the file says, or one that whoever is new gets. */
export type NewValue = {
  readonly field: Field
  readonly value: Value
  readonly source?: 'default'
}

/** What is the same for all newcomers of an import. */
export type Arrived = {
  readonly importId: number
  /** When the file was taken in, milliseconds. */
  readonly received: number
  /** Since when what it says holds. */
  readonly since: number
}

/** Rows of the tables that newcomers are in, lines of JSON in bytes. */
export type NewcomerLines = Readonly<
  Record<'customers' | 'contacts' | 'edits' | 'identities', readonly Uint8Array[]>
>

/**
 * Writes newcomers as the lines that `customerRow`, `contactRow` and `editRow` would come to, by putting
 * texts together: a file brings a million of them, and most of what a value becomes is the same for all
 * who have it. A test holds both equal.
 */
export function newcomerWriter(
  arrived: Arrived,
): (newcomers: Iterable<Newcomer>, version: number) => NewcomerLines {
  const writers = new Map<Field, FieldWriter>()
  const room = { left: mostKnown }
  const textsOf = ({ field, value, source }: NewValue): ValueTexts => {
    let writer = writers.get(field)
    if (writer === undefined) writers.set(field, (writer = new FieldWriter(field, arrived, room)))
    return source === undefined ? writer.said(value) : writer.byDefault(value)
  }
  return (newcomers, version) => {
    const customers = new LinePieces()
    const contacts = new LinePieces()
    const edits = new LinePieces()
    const identities = new LinePieces()
    for (const newcomer of newcomers) {
      const head = `{"customer_id":"${newcomer.id}","version":${version},`
      const texts = joinTexts(newcomer.values.map(textsOf))
      const names = newcomer.identifiers.map(quotedIdentifier)
      customers.add(customerLine(head, newcomer, { arrived, texts }))
      contacts.add(contactLine(head, names, texts, newcomer.identifiers))
      edits.add(editLine(head, names, { arrived, texts }))
      for (const { kind, value } of names) {
        identities.add(
          `{"kind":${kind},"value":${value},"customer_id":"${newcomer.id}","import_id":${arrived.importId},"version":${version},"deleted":0}`,
        )
      }
    }
    return {
      customers: customers.end(),
      contacts: contacts.end(),
      edits: edits.end(),
      identities: identities.end(),
    }
  }
}

/** A value in the forms in which it is stored, each ready to stand in a line of JSON. */
type ValueTexts = {
  readonly id: number
  readonly identifying: boolean
  /** Within the JSON of `data`, which is itself a string. */
  readonly data: string
  /** As an element of `edits.news`. */
  readonly edit: string
  /** With a comma before each. */
  readonly columns: string
  /** Lines of the text to search, each with its end. */
  readonly search: string
}

/** Makes texts of the values of one field, and remembers them where few values are everybody's. */
class FieldWriter {
  private readonly field: Field
  private readonly arrived: Arrived
  private readonly known = new Map<Value, ValueTexts>()
  private readonly room: { left: number }
  private readonly searched: boolean

  /** @param room how many values more may be remembered, of all fields together */
  constructor(field: Field, arrived: Arrived, room: { left: number }) {
    this.field = field
    this.arrived = arrived
    this.room = room
    this.searched = field.searchable && !field.archived
  }

  said(value: Value): ValueTexts {
    const there = this.known.get(value)
    if (there !== undefined) return there
    const made = this.make([value, this.arrived.since, 'import'])
    if (this.room.left > 0 && this.known.size < mostOfField && isShort(value)) {
      this.known.set(value, made)
      this.room.left -= 1
    }
    return made
  }

  byDefault(value: Value): ValueTexts {
    return this.make([value, this.arrived.received, 'default'])
  }

  private make(stored: Stored): ValueTexts {
    const { id, identifying, filterable } = this.field
    const [value] = stored
    const text = storedInString(stored)
    let columns = ''
    if (filterable && value !== null) {
      const all = rowColumns(this.field, value)
      for (const name in all) columns += `,"${name}":${jsonOf(all[name])}`
    }
    return {
      id,
      identifying,
      data: `\\"${id}\\":${text}`,
      edit: `"${text}"`,
      columns,
      search: this.searched && value !== null ? searchLines(value) : '',
    }
  }
}

/** A file may have a thousand columns of which no two values are the same. */
const mostKnown = 50_000
const mostOfField = 2_000
const longestKnown = 200

function isShort(value: Value): boolean {
  return typeof value === 'string' ? value.length <= longestKnown : typeof value !== 'object'
}

function searchLines(value: Value): string {
  if (typeof value === 'string') return `${inString(fold(value))}\\n`
  if (!Array.isArray(value)) return ''
  return (value as readonly string[]).map((each) => `${inString(fold(each))}\\n`).join('')
}

/** What all values of a newcomer become together. */
type Texts = ReturnType<typeof joinTexts>

/** @param values by field id, as JSON has the keys of an object */
function joinTexts(values: readonly ValueTexts[]) {
  let [open, openColumns, secret, secretColumns, search] = ['', '', '', '', '']
  let [fields, olds, news] = ['', '', '']
  for (const each of values) {
    const comma = fields === '' ? '' : ','
    fields += `${comma}${each.id}`
    olds += `${comma}""`
    news += comma + each.edit
    search += each.search
    if (each.identifying) {
      secret += secret === '' ? each.data : `,${each.data}`
      secretColumns += each.columns
    } else {
      open += open === '' ? each.data : `,${each.data}`
      openColumns += each.columns
    }
  }
  return { open, openColumns, secret, secretColumns, search, fields, olds, news }
}

type Written = { readonly arrived: Arrived; readonly texts: Texts }

function customerLine(
  head: string,
  { identifiers }: Newcomer,
  { arrived: { importId, received }, texts: { open, openColumns } }: Written,
): string {
  const known = identifiers.some(({ kind }) => !weakKinds.has(kind))
  return `${head}"created":${received},"updated":${received},"known":${known},"import_id":${importId},"data":"{${open}}"${openColumns}}`
}

function contactLine(
  head: string,
  names: readonly Identifier[],
  { secret, secretColumns, search }: Texts,
  identifiers: readonly Identifier[],
): string {
  let byKind = ''
  for (const { kind, value } of names) byKind += `${byKind === '' ? '' : ','}${kind}:[${value}]`
  let lines = search
  for (const [i, { value }] of identifiers.entries()) {
    lines += `${i === 0 ? '' : '\\n'}${inString(fold(value))}`
  }
  return `${head}"data":"{${secret}}"${secretColumns},"identifiers":{${byKind}},"search":"${lines}"}`
}

function editLine(
  head: string,
  names: readonly Identifier[],
  { arrived: { importId, received }, texts: { fields, olds, news } }: Written,
): string {
  let [kinds, values] = ['', '']
  for (const { kind, value } of names) {
    const comma = kinds === '' ? '' : ','
    kinds += comma + kind
    values += comma + value
  }
  return `${head}"import_id":${importId},"noticed":${received},"made":true,"updated_before":0,"fields":[${fields}],"olds":[${olds}],"news":[${news}],"added_kinds":[${kinds}],"added":[${values}]}`
}

function quotedIdentifier({ kind, value }: Identifier): Identifier {
  return { kind: quoted(kind), value: quoted(value) }
}

/** `storedText` within a JSON string. */
function storedInString(stored: Stored): string {
  const [value, at, source] = stored
  return typeof value === 'string' && isPlain(value)
    ? `[\\"${value}\\",${at},\\"${source}\\"]`
    : inString(storedText(stored))
}

function jsonOf(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

function quoted(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text)
}

/** As it stands between the quotation marks of a JSON string. */
function inString(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text).slice(1, -1)
}

/** It is the same in a JSON string, and in one within one. */
function isPlain(text: string): boolean {
  return !/["\\\p{Cc}\p{Cs}]/u.test(text)
}
