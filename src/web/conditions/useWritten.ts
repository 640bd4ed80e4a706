import { useMemo } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { useText } from '../text.tsx'
import type { Told } from './conditionEditor.tsx'
import { countsOf } from './counts.ts'
import { useSettled } from './useSettled.ts'

type Branches = Answer<typeof routes.analysis.branches>

/**
 * What the server says of a condition that is being written: its plain reading, its text, how many meet it
 * and each of its parts. It is asked when nobody has typed for a moment; what was answered before stays meanwhile.
 *
 * @param key What is counted under the same key before is counted no further.
 */
export function useWritten(condition: Condition, key: string) {
  const { locale } = useText()
  const settled = useSettled(condition)
  const query = { locale } as const
  const read = useAsk(
    routes.conditions.read,
    { query, body: { condition: settled } },
    { keep: true },
  )
  const counted = useAsk(
    routes.analysis.branches,
    { query, body: { condition: settled, key } },
    { keep: true, when: !read.isError },
  )
  const told = useTold(settled, counted.data, read.error)
  return {
    /** Of which all this is said. */
    settled,
    read,
    counted,
    told,
    waiting: counted.isFetching || settled !== condition,
    /** The condition as it stands can be answered. */
    sound: !read.isError && settled === condition,
  }
}

/** What is known of each part, of the condition that was last counted. */
function useTold(condition: Condition, counted: Branches | undefined, error: unknown): Told {
  return useMemo(
    () => ({
      counts: counted === undefined ? new Map() : countsOf(condition, counted.tree),
      warnings: counted?.warnings ?? [],
      wrong: error === null ? undefined : failureOf(error),
    }),
    [condition, counted, error],
  )
}
