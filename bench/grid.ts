/** Looking for somebody, and turning the pages of everybody. */
import { catalogOf } from '../src/domain/customer/catalog.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { orRefuse } from '../src/domain/failure.ts'
import { customerPage } from '../src/store/clickhouse/customers.ts'
import type { PageEnd } from '../src/store/clickhouse/pageKey.ts'
import { sql } from '../src/store/sql/sql.ts'
import { inTurn, median, millis, quantile, ratio, type Line } from './measure.ts'
import type { Place } from './place.ts'
import { given, surnames } from './world.ts'

const catalog = catalogOf(builtInFields)
const limit = 50

/** What a marketer types who looks for somebody: names, the beginning of an address, a number, nobody. */
const typed = [
  'maria',
  `${given[3] ?? ''} ${surnames[5] ?? ''}`,
  `${surnames[17] ?? ''} ${given[40] ?? ''}`,
  'c12345',
  'c77',
  '@mail3',
  `${given[8] ?? ''} c4`,
  'nobody at all',
] as const

/** Searches beside what a person does not notice, and a late page beside the first. */
export async function grid(place: Place, customers: number): Promise<Line[]> {
  return [await searching(place, customers), ...(await paging(place))]
}

async function searching({ database }: Place, customers: number): Promise<Line> {
  const tests = Object.fromEntries(
    typed.map((search) => [
      search,
      async () =>
        orRefuse(
          await customerPage(
            database,
            { sort: 'created', descending: true, search, limit },
            catalog,
          ),
        ),
    ]),
  )
  const timings = [...(await inTurn(5, tests)).values()].flat()
  const [bytes] = await database.rows<{ n: string }>(sql`
    SELECT toString(sum(column_data_compressed_bytes)) AS n FROM system.parts_columns
    WHERE database = currentDatabase() AND table = 'contacts' AND column = 'search' AND active`)
  const noticed = 150
  const late = quantile(timings, 0.95)
  return {
    what: `search, ${customers.toLocaleString('en')} customers`,
    ours: `p50 ${millis(median(timings))}, p95 ${millis(late)}`,
    beside: `${noticed} ms`,
    ratio: late / noticed,
    aim: 1,
    floor: `${Math.round(Number(bytes?.n ?? 0) / 2 ** 20)} MB of search text, compressed`,
  }
}

/** By when they came, and by name. */
async function paging(place: Place): Promise<Line[]> {
  const lines: Line[] = []
  for (const sort of ['created', 'name']) {
    const after = await endBefore(place, sort, 999 * limit)
    const page = async (from?: PageEnd) =>
      orRefuse(
        await customerPage(
          place.database,
          { sort, limit, ...(from === undefined ? {} : { after: from }) },
          catalog,
        ),
      )
    const timings = await inTurn(9, { first: () => page(), late: () => page(after) })
    const [first, late] = [timings.get('first') ?? [], timings.get('late') ?? []]
    lines.push({
      what: `page 1,000 by ${sort}`,
      ours: millis(median(late)),
      beside: `page 1 ${millis(median(first))}`,
      ratio: ratio(late, first),
      aim: 2,
      floor: `${limit} customers out of one column`,
    })
  }
  return lines
}

/** The end of a page that so many customers come before. */
async function endBefore(
  { database }: Place,
  sort: string,
  many: number,
): Promise<PageEnd | undefined> {
  const { next } = orRefuse(await customerPage(database, { sort, limit: many }, catalog))
  return next
}
