import type { FieldType } from '../customer/field.ts'
import type { NumberStyle } from '../numberStyle.ts'
import type { DateStyle } from '../time/dateStyle.ts'

/** What the types of a column's cells may seem to be: some of the types of fields. */
export type SeenType = Extract<
  FieldType,
  | 'text'
  | 'long_text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'email'
  | 'phone'
  | 'url'
  | 'choice'
  | 'list'
  | 'location'
  | 'cpf'
  | 'cnpj'
  | 'cpf_cnpj'
  | 'cep'
>

/** A column of a file, as all of the file says it is to be read. Plain data. */
export type ColumnSeen = {
  /** No two columns of a file have the same. */
  readonly name: string
  /** Where in a row it stands, from 0. */
  readonly at: number
  /** What its cells seem to hold. */
  readonly type: SeenType
  /** Of the type, 0 to 1. */
  readonly confidence: number
  /** How its numbers are written, where it has numbers. */
  readonly decimal?: NumberStyle['decimal']
  readonly thousands?: NumberStyle['thousands']
  /** How its dates are written, where it has dates. */
  readonly dates?: DateStyle
  /** Of that, 0 to 1: its own cells tell it, or only how other columns of the file are written, or nothing does. */
  readonly datesConfidence?: number
  /** Its file says itself which cells are numbers and dates: those stand there in the forms of programs. */
  readonly typed?: true
  /** Cells that are not blank. */
  readonly filled: number
  /** Different texts among them, at least: counted up to a limit. */
  readonly distinct: number
  /** Whether there may be more different ones than were counted. */
  readonly distinctCut: boolean
  /** A few different cells, as they are written. */
  readonly examples: readonly string[]
  /** How many of its cells are a city with its state behind it, 0 to 1; where those are most. */
  readonly cityState?: number
  /** Of a choice, all that its cells say. */
  readonly choices?: readonly string[]
}

/** What the file leaves open, and a person has to say. */
export type Question = {
  readonly column: string
  readonly about: 'dates' | 'decimal'
  /** A cell that can be read in two ways. */
  readonly example: string
}

/** Columns that the file of rejected rows has in front of the others: they say nothing of any record. */
export function isOfRejected(name: string): boolean {
  return name.startsWith('rejected_')
}
