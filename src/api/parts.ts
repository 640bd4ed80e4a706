import { z } from 'zod'
import { wrongJson } from '../domain/json.ts'

/**
 * The small forms from which the contract's schemas are made. Objects are strict: a key that nobody
 * reads is a mistake that somebody should hear about.
 */

/** A moment: ISO 8601 with a zone, `2011-12-10T00:00:00Z`. Answers are in UTC, to the millisecond. */
export const instant = z.iso
  .datetime({ offset: true })
  .meta({ id: 'Instant', description: 'ISO 8601 with a zone: 2011-12-10T00:00:00Z' })

/** A customer: a decimal number of up to 19 digits, as text since JSON's numbers are too short for it. */
export const customerId = z
  .string()
  .regex(/^[1-9][0-9]{0,18}$/, 'A customer id is a decimal number of up to 19 digits')
  .meta({ id: 'CustomerId', description: 'A decimal number of up to 19 digits, as text' })

/** The id of a thing that the shop's people made. */
export const id = z.int().min(1).max(4_294_967_295)

/** The same where it comes as text, in a path or a query. */
export const idText = z.coerce.number<number | string>().pipe(id)

/** Without lone surrogates and NUL, which no store keeps. */
export const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'Control characters are not allowed here')

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/**
 * Any JSON value, uninterpreted: what comes was read from JSON, and what goes is written as JSON, so that
 * it is nothing else. It is not walked, since a walk by recursion would be as deep as somebody likes.
 */
export const json: z.ZodType<Json, Json> = z
  .any()
  .meta({ id: 'Json', description: 'Any JSON value' })

/** JSON values by names as they are brought: what cannot be taken in as it came is refused at the door. */
export function jsonBy<K extends z.ZodType<string, string>>(name: K) {
  return z.record(name, json).superRefine((values, context) => {
    const wrong = wrongJson(values)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong })
  })
}

/** Where the next page begins, made by an earlier answer; opaque. */
export const cursor = z.string().min(1).max(2_000)

/** The two questions that every page takes. */
export const paging = {
  limit: z.coerce.number<number | string>().pipe(z.int().min(1).max(1_000)).default(50),
  cursor: cursor.optional(),
}

/** The form of every page: `next` is null on the last one. */
export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}

/** Nothing to say but that it is done. */
export const done = z.strictObject({ ok: z.literal(true) })

/**
 * What was brought is safe; whether it can be read already is said by `applied`. `position` is its
 * place in the order of arrivals.
 */
export const arrived = z
  .strictObject({ position: z.int(), applied: z.boolean() })
  .meta({ id: 'Arrived' })

/** The kind of an identifier: `user_id`, `email`, `phone`, `document`, `anonymous_id`, or the shop's own. */
export const identifierKind = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*$/, 'Small letters, digits and _ only, beginning with a letter')
  .max(60)

const identifierValue = z.string().min(1).max(500)

export const identifiers = z
  .record(identifierKind, z.union([identifierValue, z.array(identifierValue).min(1).max(20)]))
  .meta({ id: 'Identifiers', description: '{"user_id":"17","email":["a@example.org"]}' })

/** Somebody: by id, or by identifiers. */
export const who = { customer: customerId.optional(), identifiers: identifiers.optional() }

/** In which language conditions are said. */
export const inLocale = z.strictObject({
  locale: z
    .enum(['pt-BR', 'en'])
    .optional()
    .describe(
      'Of `reading`; when left out by Accept-Language, else Portuguese where the shop’s country speaks it, else English',
    ),
})
