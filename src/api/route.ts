import type { z } from 'zod'
import type { Scope } from './scopes.ts'

/**
 * One route of the API: what the server registers, the clients call and the documents describe.
 * There is no door besides those in the table of `routes.ts`.
 */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters: `/api/segments/:id`. */
  readonly path: string
  readonly tag: Tag
  /** One line, as a person would say what it does. */
  readonly summary: string
  /** What a key or a user must be allowed. Left out: it needs no key. */
  readonly scope?: Scope
  /** It is for whoever is signed in, whatever the role; a key is of no use. */
  readonly signedIn?: true
  /** It is noted in the audit log, though it only reads: of what needs more than to read that is always so. */
  readonly audited?: true
  /** It wants the write key of a source, in the body or as the name of a Basic password. */
  readonly writeKey?: true
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The body is bytes, taken as a stream. */
  readonly upload?: true
  /** The answer's form; of a stream, the form of one line of it. */
  readonly response: z.ZodType
  /** The answer is a stream of one of these media types. */
  readonly stream?: readonly string[]
  /** It may be answered by 202 and `Arrived`: what was brought is safe, but cannot be read yet. */
  readonly late?: true
  /** Of success; 200 when left out. */
  readonly status?: 200 | 201 | 202 | 204
}

export type Tag = (typeof tags)[number]['name']

/** The chapters of the document, in the order in which somebody new would read them. */
export const tags = [
  { name: 'customers', says: 'The people the shop knows: their fields, identifiers, events.' },
  { name: 'segments', says: 'Named conditions, who meets them, and since when.' },
  { name: 'conditions', says: 'A condition as text and as JSON.' },
  { name: 'templates', says: 'Ready ideas of segments, fitted to the shop.' },
  {
    name: 'clusters',
    says: 'Fields by which customers are set apart, filled and given promotions.',
  },
  { name: 'promotions', says: 'What carts earn: of whom, of what and when.' },
  { name: 'imports', says: 'Files of order lines.' },
  { name: 'events', says: 'What customers did.' },
  {
    name: 'tracking',
    says: 'Events as clients of the Segment tracking API send them, and whence they come.',
  },
  { name: 'products', says: 'What the shop sells or shows.' },
  { name: 'places', says: 'What is known of everybody in a postal code, city, state or country.' },
  { name: 'fields', says: 'The attributes of customers.' },
  { name: 'forms', says: 'Layouts in which customers are viewed and edited.' },
  { name: 'lists', says: 'Named sets of customers kept by hand.' },
  { name: 'folders', says: 'Where segments and lists are kept.' },
  {
    name: 'views',
    says: 'Ways of looking at the customers, products or places that somebody wants again.',
  },
  { name: 'consents', says: 'What customers allowed.' },
  { name: 'shop', says: 'Time zone, first day of the week, currency, country.' },
  { name: 'vtex', says: 'Master Data v1, as clients of VTEX speak it, of customers.' },
  { name: 'webhooks', says: 'Who is told when customers enter and leave segments.' },
  { name: 'access', says: 'Who may do what: sessions, users, keys, and the log of what was done.' },
  { name: 'running', says: 'Jobs and how the installation fares.' },
] as const satisfies readonly { readonly name: string; readonly says: string }[]

/** What a caller gives, by part. A part that a route lacks is not there; a query of which all may be left out may be too. */
export type Given<R extends Route> = PartOf<R, 'params', 'in'> &
  Leavable<PartOf<R, 'query', 'in'>> &
  PartOf<R, 'body', 'in'>

type Leavable<P> = P extends { readonly query: infer Q }
  ? object extends Q
    ? { readonly query?: Q }
    : P
  : P

/** What the server's handler gets, read and defaulted. */
export type Taken<R extends Route> = PartOf<R, 'params', 'out'> &
  PartOf<R, 'query', 'out'> &
  PartOf<R, 'body', 'out'>

export type Answer<R extends Route> = z.output<R['response']>

type PartOf<
  R extends Route,
  P extends 'params' | 'query' | 'body',
  D extends 'in' | 'out',
> = R[P] extends z.ZodType ? Record<P, D extends 'in' ? z.input<R[P]> : z.output<R[P]>> : unknown
