import { builtInFields } from '../src/domain/customer/builtin.ts'
import { catalogOf } from '../src/domain/customer/catalog.ts'
import { plainField, type Field } from '../src/domain/customer/field.ts'
import { contactRow, customerRow, type CustomerRecord } from '../src/store/clickhouse/records.ts'
import { dropRun } from '../src/store/clickhouse/duplicates.ts'
import { searchInThread } from '../src/work/duplicates/searchThread.ts'
import { entityOf, febrlHeader, febrlLines } from '../test/domain/customer/duplicates/febrl.ts'
import { inTurn, median, millis, type Line } from './measure.ts'
import type { Place } from './place.ts'

/** What it may take for each 100,000 customers. */
const aimMs = 60_000

const fields: readonly Field[] = febrlHeader.slice(1).map((name, nth) => ({
  ...plainField,
  id: 101 + nth,
  name,
  label: name,
  type: 'text',
}))

/** Duplicates among so many customers, a fifth of them others' duplicates. */
export async function findDuplicates(place: Place, customers: number): Promise<Line[]> {
  const pairs = await fill(place, customers)
  let found = 0
  let run = 0
  const timings = await inTurn(1, {
    ours: async () => {
      run += 1
      const connection = { url: place.engine.url, database: place.databaseName }
      const result = await searchInThread(
        { run, fields, database: connection },
        { signal: new AbortController().signal, onProgress: () => {} },
      )
      found = result.pairs
      await dropRun(place.database, run, 'all')
    },
  })
  const ours = median(timings.get('ours') ?? [])
  return [
    {
      what: 'find duplicates',
      ours: millis(ours),
      beside: `what it may take: ${millis((aimMs * customers) / 100_000)}`,
      ratio: ours / ((aimMs * customers) / 100_000),
      aim: 1,
      floor: `${found.toLocaleString('en')} pairs, of ${pairs.toLocaleString('en')} that there are`,
    },
  ]
}

/** Writes the customers straight into their tables; says how many pairs are one customer. */
async function fill({ database }: Place, customers: number): Promise<number> {
  const catalog = catalogOf([...builtInFields, ...fields])
  const recipe = { seed: 1, originals: Math.round(customers * 0.8) }
  const lines = febrlLines({
    ...recipe,
    duplicates: Math.round(customers * 0.2),
    mostDuplicates: 3,
    mostChangesOfField: 2,
    mostChangesOfRecord: 4,
  })
  let records: CustomerRecord[] = []
  const write = async (): Promise<void> => {
    const rows = records
    records = []
    await database.insert(
      'customers',
      rows.map((each) => customerRow(each, 1, catalog)),
    )
    await database.insert(
      'contacts',
      rows.map((each) => contactRow(each, 1, catalog)),
    )
  }
  let pairs = 0
  let entity = ''
  let same = 0
  let nth = 0n
  for (const [recId = '', ...cells] of lines) {
    same = entityOf(recId) === entity ? same + 1 : 0
    entity = entityOf(recId)
    pairs += same
    nth += 1n
    records.push(recordOf(nth, recId, cells))
    if (records.length === 20_000) await write()
  }
  if (records.length > 0) await write()
  return pairs
}

function recordOf(nth: bigint, recId: string, cells: readonly string[]): CustomerRecord {
  const values = cells.flatMap((cell, at): [number, [string, number, string]][] =>
    cell === '' ? [] : [[101 + at, [cell, 1, 'import']]],
  )
  return {
    // Spread over 63 bits, as real ids are.
    id: ((nth * 0x9e3779b97f4a7c15n) % 2n ** 63n).toString(),
    created: 1,
    updated: 1,
    known: true,
    importId: 0,
    values: new Map(values),
    identifiers: new Map([['user_id', [recId]]]),
  }
}
