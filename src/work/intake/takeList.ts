import type { ListArrival } from '../../domain/arrival.ts'
import { checkCondition } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import { fillList } from '../../store/clickhouse/lists.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { listLists } from '../../store/operational/lists.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { contextAt } from '../context.ts'
import { rejected, takeEmptying, type AloneMeans, type Taken } from './takeAlone.ts'

/** Takes everybody off a list, or puts everybody onto it who meets a condition. */
export async function takeList(
  means: AloneMeans,
  entry: Entry,
  arrival: ListArrival,
): Promise<Taken> {
  const { meets } = arrival
  return meets === undefined
    ? await takeEmptying(means, entry, arrival)
    : await takeFilling(means, entry, { list: arrival.list, meets })
}

/**
 * Who meets the condition when the entry was received, of what was taken in before it: a repeat finds the
 * same people. The engine writes them itself, so that it does not matter how many they are.
 */
async function takeFilling(
  { db, database }: AloneMeans,
  entry: Entry,
  { list, meets }: { readonly list: number; readonly meets: Condition },
): Promise<Taken> {
  const { position, received } = entry
  const [segments, lists] = [await listSegments(db), await listLists(db)]
  const context = await contextAt(db, received, segments)
  const [wrong] = checkCondition(meets, {
    ...context,
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    lists: new Map(lists.map(({ id, name }) => [id, name])),
  })
  // It was sound when it was sent: something that it speaks of went meanwhile.
  if (wrong !== undefined) return rejected(entry, wrong)
  const ranked = await withRanks(database, context, [meets])
  await fillList(database, list, memberIds(meets, ranked), {
    version: versionOf(position),
    at: received,
  })
  // Who came onto it is not read: whatever asks about it is looked at for everyone.
  return { outcomes: new Map(), touched: undefined }
}
