import type { ExplainedPart } from '../api/explain.ts'
import type { Locale } from '../domain/customer/formats/locale.ts'
import { explain, type Explained } from '../domain/segment/explain.ts'
import { readerOf } from '../domain/segment/reading/describe.ts'
import { showSeen } from '../domain/segment/reading/observed.ts'
import { iso } from './instants.ts'
import { untilOf, type Asked } from './meets.ts'
import { knownIn, localeFor } from './reading.ts'
import type { Call } from './route.ts'

/** Why the customer meets what is asked or does not, in the language of the request; undefined for nobody. */
export async function explained(
  { condition, context, facts, vocabulary }: Asked,
  { request, signal }: Call,
  query: { readonly locale?: Locale | undefined },
) {
  if (facts === undefined) return undefined
  const locale = localeFor(request, query, vocabulary)
  const known = knownIn(vocabulary)
  const read = readerOf(locale, known)
  const whole = explain(condition, facts, context)
  const until = await untilOf({ condition, context, facts }, signal)
  return {
    member: whole.meets,
    asOf: iso(context.now),
    nextChangeAt: whole.nextChangeAt === null ? null : iso(whole.nextChangeAt),
    until: until === null ? null : iso(until),
    reading: read(condition),
    tree: partOf(whole),
  }

  function partOf(part: Explained): ExplainedPart {
    return {
      type: part.condition.type,
      reading: read(part.condition),
      meets: part.meets,
      nextChangeAt: part.nextChangeAt === null ? null : iso(part.nextChangeAt),
      observed: showSeen(part, locale, known) ?? null,
      ...more(part),
    }
  }

  function more(part: Explained): Partial<ExplainedPart> {
    switch (part.kind) {
      case 'group':
        return { of: part.of.map(partOf) }
      case 'segment':
        return { pin: part.pin ?? null, of: part.of === undefined ? [] : [partOf(part.of)] }
      case 'calculated':
        return { of: [partOf(part.of)] }
      case 'did':
        return {
          count: part.count,
          otherMoney: part.otherMoney,
          latest: part.latest.map(({ id, name, ts }) => ({ id: String(id), name, time: iso(ts) })),
        }
      case 'consent':
        return { said: part.said.map((each) => ({ ...each, at: iso(each.at) })) }
      case 'field':
      case 'other':
        return {}
    }
  }
}
