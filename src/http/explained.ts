import type { ChangeShown, ExplainedPart, FlipShown, SeenProductShown } from '../api/explain.ts'
import type { Field } from '../domain/customer/field.ts'
import type { Locale } from '../domain/customer/formats/locale.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { placeOf } from '../domain/reference/place.ts'
import { explain, type Explained, type SeenProduct } from '../domain/segment/explain.ts'
import { showValue } from '../domain/customer/value.ts'
import type { Change } from '../domain/segment/flip/change.ts'
import { nearestFlip, type Flip } from '../domain/segment/flip/nearest.ts'
import type { RankEdge } from '../domain/segment/rank.ts'
import { readerOf, type Known } from '../domain/segment/reading/describe.ts'
import { readFlip, type FlipSaid } from '../domain/segment/reading/flip.ts'
import { showRanked, showSeen } from '../domain/segment/reading/observed.ts'
import { seenReader } from '../domain/segment/reading/seen.ts'
import { showRelated } from '../domain/segment/reading/related.ts'
import { dayInWords, instantInWords } from '../domain/segment/reading/when.ts'
import { localDay, type Zone } from '../domain/time/zone.ts'
import { withPlaces } from '../store/clickhouse/ranks.ts'
import { iso } from './instants.ts'
import { inSteps, untilOf, type Asked } from './meets.ts'
import { knownIn, localeFor } from './reading.ts'
import type { Call } from './route.ts'
import { sinceWhen } from './since.ts'
import type { Works } from './works.ts'

/** Why the customer meets what is asked or does not, in the language of the request; undefined for nobody. */
export async function explained(
  works: Works,
  asked: Asked,
  { request, signal }: Call,
  given: { readonly locale?: Locale | undefined; readonly at?: string | undefined },
) {
  const { condition, context, facts, vocabulary } = asked
  if (facts === undefined) return undefined
  const locale = localeFor(request, given, vocabulary)
  const known = knownIn(vocabulary)
  const read = readerOf(locale, known)
  const placed = await withPlaces(works.database, context, { condition, facts }, { signal })
  const whole = explain(condition, facts, placed)
  const until = await untilOf({ condition, context, facts }, signal)
  const flip = await inSteps(nearestFlip(condition, facts, context, until), signal)
  const since = await sinceWhen(works, asked, String(facts.id), { at: given.at, signal })
  const zone = context.shop.zone
  const said = { locale, known, zone, seen: seenReader(locale, known, since) }
  return {
    member: whole.meets,
    asOf: iso(context.now),
    nextChangeAt: whole.nextChangeAt === null ? null : iso(whole.nextChangeAt),
    until: until === null ? null : iso(until),
    untilWords: inWords(until, said),
    reading: read(condition),
    tree: partShower(said)(whole),
    nearestFlip: shownFlip(flip, readFlip(flip, locale, known), known.fields),
  }
}

/** In what words it is said. */
type Said = {
  readonly locale: Locale
  readonly known: Known
  readonly zone: Zone
  readonly seen: (part: Explained) => readonly string[]
}

function inWords(ms: number | null, { locale, zone }: Said): string | null {
  return ms === null ? null : instantInWords(ms, locale, zone)
}

function partShower(said: Said): (part: Explained) => ExplainedPart {
  const { locale, known, zone, seen } = said
  const read = readerOf(locale, known)
  return partOf

  function partOf(part: Explained): ExplainedPart {
    return {
      type: part.condition.type,
      reading: read(part.condition),
      meets: part.meets,
      nextChangeAt: part.nextChangeAt === null ? null : iso(part.nextChangeAt),
      nextChangeWords: inWords(part.nextChangeAt, said),
      observed: showSeen(part, locale, known) ?? null,
      seen: [...seen(part)],
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
        return { of: part.of.map(partOf) }
      case 'did':
        return {
          count: part.count,
          otherMoney: part.otherMoney,
          ...(part.products.length > 0 && {
            products: part.products.map((each) => productShown(each, locale, known)),
          }),
          latest: part.latest.map(({ id, name, ts }) => ({
            id: String(id),
            name,
            time: iso(ts),
            words: dayInWords(localDay(zone, ts), locale),
          })),
        }
      case 'sequence':
        return {
          steps: part.steps.map(({ id, name, ts }) => ({
            id: String(id),
            name,
            time: iso(ts),
            words: instantInWords(ts, locale, zone),
          })),
        }
      case 'consent':
        return { said: part.said.map((each) => ({ ...each, at: iso(each.at) })) }
      case 'rank': {
        const rank = rankShown(part.condition, part.edge, locale, known)
        return part.of === undefined ? { rank } : { rank, of: [partOf(part.of)] }
      }
      case 'field':
        return part.place === undefined ? {} : { place: placeOf(part.place) }
      case 'list':
      case 'sample':
        return {}
    }
  }
}

function productShown(seen: SeenProduct, locale: Locale, known: Known): SeenProductShown {
  const { event, product = null, path } = seen
  const value = showRelated(seen, path, locale, known)
  const by = seen.by === 'event' ? 'event' : 'product'
  return { event: String(event.id), product, property: path, value, by }
}

/** How far a rank reaches, and where she is. */
function rankShown(
  rank: Condition,
  edge: RankEdge | null,
  locale: Locale,
  known: Known,
): ExplainedPart['rank'] {
  if (edge === null || rank.type !== 'rank') return null
  const { among, taken, place, value } = edge
  const last = showRanked(rank, { type: 'number', ...value }, locale, known)
  return { place: place ?? null, among, taken, last: last ?? '' }
}

function shownFlip({ changes, proven }: Flip, said: FlipSaid, fields: Fields): FlipShown {
  return {
    changes: changes === undefined ? null : changes.map((each) => shownChange(each, fields)),
    words: [...said.changes],
    proven,
    reading: said.whole,
  }
}

type Fields = ReadonlyMap<string, Field>

function shownChange(change: Change, fields: Fields): ChangeShown {
  switch (change.kind) {
    case 'field': {
      const field = fields.get(change.field)
      const value = field && change.value && showValue(field, change.value.value)
      return { kind: 'field', field: change.field, value: value ?? null }
    }
    case 'more':
    case 'fewer':
      return { kind: change.kind, event: change.event.name, time: iso(change.event.ts) }
    case 'list':
      return { kind: 'list', list: change.list, on: change.on }
    case 'consent': {
      const { purpose, channel, state } = change.said
      return { kind: 'consent', purpose, channel, state }
    }
    case 'time':
      return { kind: 'time', to: iso(change.to) }
  }
}
