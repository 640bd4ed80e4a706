import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { compare } from '../../domain/segment/compare.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { sayDifference } from '../../domain/segment/reading/differences.ts'
import { printText } from '../../domain/segment/text/print.ts'
import {
  segmentById,
  segmentVersions,
  type Segment,
  type SegmentVersion,
} from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { readCustomers } from '../customer.ts'
import { newCondition } from '../definition.ts'
import { effectOfDraft } from '../effect.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import {
  refuseUnlessOne,
  segmentOf,
  vocabularyOf,
  type GivenCondition,
  type Vocabulary,
} from '../questions.ts'
import { localeFor, readerFor } from '../reading.ts'
import { serve, type Call } from '../route.ts'
import type { Works } from '../works.ts'

type InLocale = Parameters<typeof readerFor>[1]

/** What a segment was, how that differs from what it is, and what another definition would bring about. */
export function serveVersions(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.segments.versions, async ({ params, query }, call) => {
    found(await segmentById(db, params.id), 'segment')
    const [vocabulary, versions] = await Promise.all([
      vocabularyOf(works),
      segmentVersions(db, params.id),
    ])
    const say = saying(call, query, vocabulary)
    const items = versions.map((each, i) => {
      const before = versions[i + 1]
      const changes = before === undefined ? [] : say.changes(before.condition, each.condition)
      return { ...say.version(each), changes: changes.map(({ sentence }) => sentence) }
    })
    return { items }
  })
  serve(app, routes.segments.compareVersions, async ({ params, query }, call) => {
    found(await segmentById(db, params.id), 'segment')
    const [vocabulary, versions] = await Promise.all([
      vocabularyOf(works),
      segmentVersions(db, params.id),
    ])
    const latest = versions[0]?.version ?? 1
    const from = versionOf(versions, query.from)
    const to = versionOf(versions, query.to ?? latest)
    const say = saying(call, query, vocabulary)
    return {
      from: say.version(from),
      to: say.version(to),
      changes: say.changes(from.condition, to.condition),
    }
  })
  serve(app, routes.segments.effect, async ({ params, body, query }, call) => {
    const vocabulary = await vocabularyOf(works)
    const segment = segmentOf(vocabulary, params.id)
    const draft = { ...body, ...(await earlier(db, segment, body)) }
    const condition = newCondition(segment, draft, vocabulary) ?? segment.condition
    const { asOf, own, dependents } = await effectOfDraft(
      works,
      { segment, condition, vocabulary, samples: body.samples },
      call.signal,
    )
    const say = saying(call, query, vocabulary)
    const shown = async (ids: readonly string[]) => await readCustomers(works, ids, call.signal)
    return {
      asOf: iso(asOf),
      text: printText(condition, vocabulary.names),
      reading: say.reading(condition),
      changes: say.changes(segment.condition, condition),
      before: own.stays + own.leaves,
      after: own.stays + own.enters,
      stays: own.stays,
      enters: { count: own.enters, sample: await shown(own.entering) },
      leaves: { count: own.leaves, sample: await shown(own.leaving) },
      dependents,
    }
  })
}

/** The condition of an earlier version, where one is given in place of a new one. */
export async function earlier(
  db: Db,
  segment: Pick<Segment, 'id'>,
  { condition, text, to }: GivenCondition & { readonly to?: number | undefined },
): Promise<{ readonly condition?: Condition }> {
  refuseUnlessOne({ condition, text, to })
  if (to === undefined) return {}
  const versions = await segmentVersions(db, segment.id)
  return { condition: versionOf(versions, to).condition }
}

function versionOf(versions: readonly SegmentVersion[], wanted: number): SegmentVersion {
  const there = versions.find(({ version }) => version === wanted)
  if (there !== undefined) return there
  const latest = versions[0]?.version ?? 1
  throw new Refusal(
    failure('not_found', `There is no version ${wanted} of it`, {
      where: 'version',
      fix: latest === 1 ? 'There is only version 1.' : `There are versions 1 to ${latest}.`,
    }),
  )
}

/** How versions and their differences are said to this caller. */
function saying({ request }: Call, query: InLocale, vocabulary: Vocabulary) {
  const read = readerFor(request, query, vocabulary)
  const locale = localeFor(request, query, vocabulary)
  return {
    reading: read,
    version: ({ version, condition, at, by }: SegmentVersion) => ({
      version,
      condition,
      text: printText(condition, vocabulary.names),
      reading: read(condition),
      at: iso(at),
      by,
    }),
    changes: (before: Condition, after: Condition) =>
      compare(before, after).map((difference) => ({
        what: difference.what,
        sentence: sayDifference(difference, locale, read),
      })),
  }
}
