import { plan } from '../src/store/clickhouse/compile/plan.ts'
import { sql } from '../src/store/sql/sql.ts'
import { inTurn, median, millis, ratio, type Line } from './measure.ts'
import type { Place } from './place.ts'
import { manySpecs, toCondition } from './specs.ts'
import type { Scale } from './world.ts'

/** When to ask everyone again about many segments, beside who is in them: what a full refresh asks in turn. */
export async function whenAgain(place: Place, scale: Scale, rounds: number): Promise<Line[]> {
  const { database, context } = place
  const wanted = manySpecs(200, 40).map((spec, segment) => ({
    segment,
    condition: toCondition(spec),
  }))
  const { ranges, members, dues } = plan(wanted, context, scale)
  const count = async (of: typeof members): Promise<number> => {
    let found = 0
    for (const range of ranges) {
      const [row] = await database.rows<{ n: string }>(sql`SELECT count() AS n FROM (${of(range)})`)
      found += Number(row?.n)
    }
    return found
  }
  const timings = await inTurn(rounds, {
    dues: () => count(dues),
    members: () => count(members),
  })
  const [ours, theirs] = [timings.get('dues') ?? [], timings.get('members') ?? []]
  const [again, inside] = [await count(dues), await count(members)]
  return [
    {
      what: 'when to ask again, 200 segments on 40 behaviours',
      ours: millis(median(ours)),
      beside: `who is in them ${millis(median(theirs))}`,
      ratio: ratio(ours, theirs),
      aim: 1.5,
      floor: `${again} instants beside ${inside} memberships, the same events read once`,
    },
  ]
}
