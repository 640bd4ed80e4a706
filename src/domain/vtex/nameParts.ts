import { failure, type Failure } from '../failure.ts'
import type { Condition, Test } from '../segment/condition.ts'
import type { Comparison } from './where.ts'

/** The parts in which VTEX keeps a name that we keep whole: its first word, and the others. */
export type NamePart = 'firstName' | 'lastName'

export function isNamePart(name: string): name is NamePart {
  return name === 'firstName' || name === 'lastName'
}

/**
 * What a filter asks of a part of the name, as a condition on the name itself. Refused: an order of parts.
 */
export function ofNamePart(part: NamePart, comparison: Comparison): Condition | Failure {
  switch (comparison.type) {
    case 'null':
      return { type: 'not', of: there(part) }
    case 'notNull':
      return there(part)
    case 'contains':
      return found(part, `*${comparison.value}*`)
    case 'between':
      return noOrder(part)
    case 'compare': {
      const { op, value } = comparison
      if (op === '=') return found(part, value)
      return op === '<>' ? { type: 'not', of: found(part, value) } : noOrder(part)
    }
  }
}

function there(part: NamePart): Condition {
  return part === 'firstName' ? nameIs({ op: 'exists' }) : nameIs({ op: 'contains', value: ' ' })
}

function found(part: NamePart, value: string): Condition {
  const before = value.startsWith('*')
  const after = value.length > 1 && value.endsWith('*')
  const text = value.slice(before ? 1 : 0, after ? -1 : undefined)
  if (text === '') return there(part)
  if (part === 'lastName') return nameIs({ op: 'matches', pattern: lastName(text, before, after) })
  if (before || text.includes(' ')) {
    return nameIs({ op: 'matches', pattern: firstName(text, before, after) })
  }
  if (after) return nameIs({ op: 'startsWith', value: text })
  const begins = nameIs({ op: 'startsWith', value: `${text} ` })
  return { type: 'any', of: [nameIs({ op: 'is', value: text }), begins] }
}

function firstName(text: string, before: boolean, after: boolean): string {
  return `^${before ? '[^ ]*' : ''}${asIs(text)}${after ? '' : '( |$)'}`
}

function lastName(text: string, before: boolean, after: boolean): string {
  return `^[^ ]+ ${before ? '.*' : ''}${asIs(text)}${after ? '' : '$'}`
}

/** Letters, digits and blanks mean themselves; of all else the code is written. */
function asIs(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, (sign) => `\\x{${codeOf(sign)}}`)
}

function codeOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16)
}

function nameIs(test: Test): Condition {
  return { type: 'field', field: 'name', test }
}

function noOrder(part: NamePart): Failure {
  return failure('invalid', `${part} is a part of the name, and is compared by = and <> alone`, {
    where: part,
    fix: `Write it as ${part}=Jon, ${part}=Jon* or ${part}=*on*; name has an order.`,
  })
}
