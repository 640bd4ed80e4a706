import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod'
import { failure, type Failure } from '../domain/failure.ts'

/** The first thing that does not fit the contract, with its place as a person would write it. */
export function misfit(error: {
  validation: readonly ZodFastifySchemaValidationError[]
  validationContext?: string | undefined
}): Failure {
  const [first] = error.validation
  const part = error.validationContext === 'querystring' ? 'query' : error.validationContext
  const path = (first?.instancePath ?? '')
    .split('/')
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
  return failure('invalid', said(first?.message ?? 'This does not fit the contract'), {
    where: `${part ?? 'body'}${path}`,
    fix: 'See /docs for what this route takes.',
  })
}

/** The checker's phrases, each with what a person would say. What no pattern fits is said as it is. */
const phrases: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /expected (\S+), received (?:undefined|null)$/,
    (wanted) => `It is missing: ${kind(wanted)} is wanted`,
  ],
  [/expected number, received NaN$/, () => 'It is not a number'],
  [
    /expected (\S+), received (\S+)$/,
    (wanted, given) => `It is ${kind(given)} where ${kind(wanted)} is wanted`,
  ],
  [/^Too small: .*>=1 (?:characters|items)$/, () => 'It is empty'],
  [/^Too small: .*>=(\S+ \w+)$/, (least) => `It has fewer than ${least}`],
  [/^Too big: .*<=(\S+ \w+)$/, (most) => `It has more than ${most}`],
  [/^Too small: .*>=(\S+)$/, (least) => `It is less than ${least}`],
  [/^Too big: .*<=(\S+)$/, (most) => `It is more than ${most}`],
  [/^Invalid ISO datetime$/, () => 'It is not an instant: write it as 2011-12-10T00:00:00Z'],
  [/^Invalid key in record$/, () => 'This name is not one that can be given'],
  [/^Invalid option: expected one of (.+)$/, (all) => `It is none of ${all.replaceAll('|', ', ')}`],
  [/^Unrecognized keys?: (.+)$/, (keys) => `Nobody reads ${keys}`],
]

function said(message: string): string {
  for (const [form, says] of phrases) {
    const found = form.exec(message)
    if (found !== null) return says(...found.slice(1))
  }
  return message
}

function kind(type = 'value'): string {
  switch (type) {
    case 'record':
    case 'object':
      return 'an object'
    case 'array':
      return 'a list'
    case 'string':
      return 'text'
    case 'int':
      return 'a whole number'
    case 'boolean':
      return 'true or false'
    default:
      return `a ${type}`
  }
}
