import type { Field } from '../customer/field.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import type { Condition, Scalar } from '../segment/condition.ts'
import { normal } from '../segment/normal.ts'
import type { Zone } from '../time/zone.ts'
import { conditionOf } from './asked.ts'

/** The customers of a promotion as VTEX's promotions say them: all or any of some values of fields. */
export type ClusterExpressions = {
  readonly clusterExpressions: readonly string[]
  readonly clusterOperator: 'all' | 'any'
}

/** VTEX takes so many. */
export const mostExpressions = 50

/**
 * A promotion's customers as cluster expressions, `gold=true` or `tags contains vip`. Refused where they
 * cannot be said so, with the part that cannot, as `print` writes it.
 */
export function asClusterExpressions(
  condition: Condition,
  print: (part: Condition) => string,
): ClusterExpressions | Failure {
  const { joined, parts } = partsOf(normal(condition))
  const expressions: string[] = []
  for (const part of parts) {
    const said = expressionsOf(part) ?? []
    // Several values of one field are joined by or, and all is joined by one word.
    if (said.length === 0 || (joined === 'all' && said.length > 1)) return noExpression(print(part))
    expressions.push(...said)
  }
  if (expressions.length > mostExpressions) return tooMany(expressions.length)
  const alone = expressions.length > 1 ? 'any' : 'all'
  return { clusterExpressions: expressions, clusterOperator: joined ?? alone }
}

function partsOf(whole: Condition): {
  /** Undefined where there is one part alone. */
  readonly joined: 'all' | 'any' | undefined
  readonly parts: readonly Condition[]
} {
  const isGroup = whole.type === 'all' || whole.type === 'any'
  if (!isGroup || whole.of.length === 0) return { joined: undefined, parts: [whole] }
  return { joined: whole.type, parts: whole.of }
}

/** Of one part, any of these; undefined where there is no word for it. */
function expressionsOf(part: Condition): readonly string[] | undefined {
  if (part.type !== 'field') return undefined
  const { field, test } = part
  if (test.op === 'is') return eachOf([test.value], (value) => `${field}=${value}`)
  if (test.op === 'anyOf') return eachOf(test.values, (value) => `${field}=${value}`)
  const contains = (value: string): string => `${field} contains ${value}`
  if (test.op === 'includesAny') return eachOf(test.values, contains)
  return test.op === 'contains' ? eachOf([test.value], contains) : undefined
}

function eachOf(
  values: readonly Scalar[],
  write: (value: string) => string,
): readonly string[] | undefined {
  const texts = values.map(String)
  // A star means anything there, and blanks at the ends are lost.
  const isSafe = texts.every((text) => text.trim() === text && text !== '' && !text.includes('*'))
  return isSafe ? texts.map(write) : undefined
}

/** The condition that cluster expressions say. Refused: what is no such expression, and fields that there are not. */
export function readClusterExpressions(
  { clusterExpressions, clusterOperator }: ClusterExpressions,
  { fields, zone }: { readonly fields: ReadonlyMap<string, Field>; readonly zone: Zone },
): Condition | Failure {
  // What is not filterable is refused when the promotion is to start.
  const usable = new Map([...fields].map(([name, field]) => [name, { ...field, filterable: true }]))
  const of: Condition[] = []
  for (const [i, text] of clusterExpressions.entries()) {
    const [, field = '', equals, value = ''] =
      /^\s*([A-Za-z_][\w.]*)\s*(=|\bcontains\s)\s*(\S.*?)\s*$/is.exec(text) ?? []
    if (equals === undefined) return noSuchExpression(text, i)
    const compared = { field, value }
    const read =
      equals === '='
        ? conditionOf({ type: 'compare', op: '=', ...compared }, { fields: usable, zone })
        : conditionOf({ type: 'contains', ...compared }, { fields: usable, zone })
    if (isFailure(read)) return placed(read, i)
    of.push(read)
  }
  return normal({ type: clusterOperator, of })
}

function tooMany(count: number): Failure {
  return failure('too_large', `These are ${count} expressions, and VTEX takes ${mostExpressions}`, {
    where: 'customers',
    fix: 'Make a field that says it in one, and let the promotion ask for that.',
  })
}

function noExpression(part: string): Failure {
  return failure('invalid', `VTEX’s cluster expressions cannot say ${part}`, {
    where: 'customers',
    fix: 'Make a calculated field or a named segment of it, and let the promotion ask whether that is true.',
  })
}

function noSuchExpression(text: string, i: number): Failure {
  return failure('invalid', `${JSON.stringify(text.slice(0, 100))} is no cluster expression`, {
    where: `clusterExpressions[${i}]`,
    fix: 'Write it as property=value or property contains value.',
  })
}

function placed({ code, message, fix }: Failure, i: number): Failure {
  const more = fix === undefined ? {} : { fix }
  return failure(code, message, { where: `clusterExpressions[${i}]`, ...more })
}
