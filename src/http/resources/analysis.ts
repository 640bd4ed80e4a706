import type { FastifyInstance } from 'fastify'
import type { BranchShown } from '../../api/analysis.ts'
import { routes } from '../../api/routes.ts'
import { orRefuse } from '../../domain/failure.ts'
import { branchesOf, type Branch } from '../../domain/segment/branches.ts'
import { everyone, type Condition } from '../../domain/segment/condition.ts'
import { countTogether } from '../../store/clickhouse/together.ts'
import { contextAt } from '../../work/context.ts'
import { callerOf } from '../auth.ts'
import { iso } from '../instants.ts'
import type { Latest } from '../latest.ts'
import { questionOf } from '../questions.ts'
import { readerFor } from '../reading.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What conditions and segments are made of, and how they lie to each other. */
export function serveAnalysis(app: FastifyInstance, works: Works, latest: Latest): void {
  const { database, operational } = works
  serve(app, routes.analysis.branches, async ({ body, query }, { request, signal }) => {
    const { key, ...given } = body
    return await latest.answer({ caller: callerOf(request).name, key }, signal, async (ends) => {
      const { condition, vocabulary, asOf } = await questionOf(works, given)
      const { root, questions } = orRefuse(branchesOf(condition))
      const at = given.at === undefined ? works.clock() : asOf
      const context = await contextAt(operational.db, at, vocabulary.segments)
      const asked = [...questions, everyone]
      const counts = await countTogether(database, asked, context, { signal: ends })
      const read = readerFor(request, query, vocabulary)
      return {
        asOf: iso(at),
        customers: counts.at(-1) ?? 0,
        tree: shown(root, counts, read),
      }
    })
  })
}

function shown(
  { condition, meets, left, without, of }: Branch,
  counts: readonly number[],
  read: (condition: Condition) => string,
): BranchShown {
  const counted = (question: number | undefined) =>
    question === undefined ? null : (counts[question] ?? 0)
  return {
    type: condition.type,
    reading: read(condition),
    count: counted(meets) ?? 0,
    left: counted(left),
    without: counted(without),
    of: of.map((each) => shown(each, counts, read)),
  }
}
