import type { FieldType } from '../field.ts'
import type { FindingCode } from './code.ts'
import type { Mend } from './mend.ts'

/** What was found about a field. Counts are of customers. */
export type FieldQuality = {
  /** Its id. */
  readonly field: number
  readonly filled: number
  /** Different values. */
  readonly distinct: number
  readonly invalid: number
  readonly suspicious: number
  /** By source of the values, the most frequent first, at most twenty. */
  readonly sources: readonly SourceQuality[]
  readonly findings: readonly Finding[]
}

export type SourceQuality = {
  readonly source: string
  readonly filled: number
  readonly invalid: number
}

export type Finding = {
  readonly code: FindingCode
  readonly count: number
  /** Different values among them. */
  readonly values: number
  /** The most frequent of them as JSON shows them. */
  readonly examples: readonly unknown[]
  /** Undefined where nothing mends it but people. */
  readonly mend?: Mend
  /** Of `other_type`. */
  readonly type?: FieldType
}

/** Of a field that says who somebody is, examples show the form and not the person. */
export function masked(text: string): string {
  const at = text.lastIndexOf('@')
  if (at > 0) return `${text.slice(0, 1)}•••${text.slice(at).slice(0, 60)}`
  const some = text.slice(0, 60)
  const digits = some.replaceAll(/\P{Nd}/gu, '').length
  if (digits >= 7) return some.slice(0, 5) + some.slice(5).replaceAll(/\p{Nd}/gu, '•')
  return some.replaceAll(/(?<=\p{L})\p{L}/gu, '•')
}
