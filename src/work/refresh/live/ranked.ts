import { z } from 'zod'
import { readMark } from '../../../store/operational/marks.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { saysMore, type Cause, type CauseName } from '../causes.ts'

/** Segments that rest on ranks are asked of everyone, and not more often than this. */
export const rankedEveryMs = 60_000

const waiting = z.object({
  segments: z.array(z.int()),
  cause: z.custom<CauseName>((x) => typeof x === 'string'),
  ref: z.string(),
})
/** Those of which something that they read was touched since they were last asked, and by what. */
export type Waiting = z.output<typeof waiting>

export const waitingMark = 'refresh/ranked'

/** Undefined where none waits. */
export async function readWaiting(db: Db): Promise<Waiting | undefined> {
  const mark = await readMark(db, waitingMark)
  const read = mark === undefined ? undefined : waiting.parse(mark)
  return read === undefined || read.segments.length === 0 ? undefined : read
}

/** With those too. */
export function waitingToo(
  before: Waiting | undefined,
  segments: readonly number[],
  because: Cause,
): Waiting {
  const all = [...new Set([...(before?.segments ?? []), ...segments])]
  const said = before !== undefined && saysMore(before) ? before : because
  return { segments: all, cause: said.cause, ref: said.ref }
}
