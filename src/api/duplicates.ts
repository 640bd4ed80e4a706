import { z } from 'zod'
import { customer } from './customers.ts'
import { job } from './jobs.ts'
import { customerId, done, id, identifierKind, instant, page, paging } from './parts.ts'
import type { Route } from './route.ts'

/** What somebody said of a pair; nobody has said anything of an open one. */
const decision = z.enum(['open', 'later', 'not_the_same'])

/** Why two may be one customer, clue by clue, in words. */
const reason = z.strictObject({
  clue: z.string(),
  agrees: z.enum(['same', 'close', 'alike', 'swapped', 'different']),
  en: z.string(),
  pt: z.string(),
})

const pair = z
  .strictObject({
    left: customer,
    right: customer,
    score: z.number().describe('The probability that they are one customer'),
    reasons: z.array(reason),
    also: z
      .array(customerId)
      .describe('Who is in such a pair with either of the two: a group, to be looked at together'),
  })
  .meta({ id: 'DuplicatePair' })

/** By what messages would make two customers one. */
const contested = z
  .strictObject({
    left: customer,
    right: customer,
    identifier: z
      .strictObject({ kind: identifierKind, value: z.string() })
      .describe('That both were seen with; of an alias the id before'),
    at: instant.describe('Of the first message that says so'),
    source: z.string().describe('The code of the source that sent it'),
    en: z.string(),
    pt: z.string(),
  })
  .meta({ id: 'ContestedPair' })

/** The run whose pairs are shown; null before the first. */
const found = z
  .strictObject({
    job: z.int(),
    at: instant,
    customers: z.int(),
    compared: z.int().describe('Pairs that were compared'),
    left: z
      .strictObject({ blocks: z.int(), customers: z.int() })
      .describe('What too many share to tell anybody apart: not compared by that alone'),
    clues: z.array(z.string()).describe('What they were compared by'),
  })
  .nullable()

const score = z.coerce
  .number<number | string>()
  .pipe(z.number().min(0).max(1))
  .default(0)
  .describe('At least so sure')

const asked = { score, state: decision.default('open') }

export const duplicateRoutes = {
  find: {
    method: 'POST',
    path: '/api/duplicates/find',
    tag: 'customers',
    summary: 'Look for customers that may be one, anew',
    scope: 'customers:write',
    response: job,
    status: 202,
  },
  list: {
    method: 'GET',
    path: '/api/duplicates',
    tag: 'customers',
    summary: 'Pairs of customers that may be one, the surest first, with reasons',
    scope: 'customers:read',
    query: z.strictObject({ ...asked, ...paging }),
    response: page(pair).extend({ pairs: z.int(), found }),
  },
  contested: {
    method: 'GET',
    path: '/api/duplicates/contested',
    tag: 'customers',
    summary:
      'Pairs of customers whom messages would make one, by what both were seen with; nobody merges them by itself',
    scope: 'customers:read',
    query: z.strictObject({ state: asked.state, ...paging }),
    response: page(contested),
  },
  export: {
    method: 'GET',
    path: '/api/duplicates/export',
    tag: 'customers',
    summary: 'All of them as CSV: left,right,score,reasons',
    scope: 'customers:export',
    query: z.strictObject({ ...asked, language: z.enum(['en', 'pt']).default('en') }),
    response: z.string(),
    stream: ['text/csv'],
  },
  merge: {
    method: 'POST',
    path: '/api/duplicates/merge',
    tag: 'customers',
    summary:
      'Merge the open pairs that are at least so sure into whoever was there first, as one run; who is a ' +
      'pair with each of a group with all of it',
    scope: 'customers:write',
    body: z.strictObject({
      score: z.number().min(0.5).max(1).describe('At least so sure; up to 10,000 pairs'),
    }),
    response: z.strictObject({
      import: id.nullable().describe('The run of the merges; null where there were none'),
      pairs: z.int().describe('Merges, each of one customer into another'),
      customers: z.int().describe('How many customers they come to be'),
      left: z
        .int()
        .describe('Open pairs as sure that are not merged: of a chain only the surer two are'),
    }),
    status: 202,
  },
  decide: {
    method: 'POST',
    path: '/api/duplicates/decide',
    tag: 'customers',
    summary: 'Say of a pair that it is not the same customer, or to be looked at later',
    scope: 'customers:write',
    body: z.strictObject({ left: customerId, right: customerId, decision }),
    response: done,
  },
} as const satisfies Record<string, Route>
