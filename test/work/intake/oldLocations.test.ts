import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { fieldColumns } from '../../../src/store/clickhouse/columns.ts'
import { countSql } from '../../../src/store/clickhouse/compile/members.ts'
import { ensureColumns } from '../../../src/store/clickhouse/ensureColumns.ts'
import { listFields } from '../../../src/store/operational/fields.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { contextAt } from '../../../src/work/context.ts'
import { indexOldLocations } from '../../../src/work/fields/oldLocations.ts'
import { announceForgotten, fieldJobs } from '../../../src/work/fields/work.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

const means = () => ({ ...world, clock: Date.now })

async function countNear(km: number): Promise<string> {
  const test = { op: 'near', km, lat: -8.05, lon: -34.88 } as const
  const context = await contextAt(world.operational.db, Date.now())
  const [found] = await world.database.rows<{ count: string }>(
    countSql({ type: 'field', field: 'home', test }, context),
  )
  return String(found?.count)
}

test('places that an earlier version wrote, without points, get them at a start', async () => {
  await world.field({ name: 'home', type: 'location', filterable: true })
  const homes = [
    ['recife', [-8.0476, -34.877]],
    ['olinda', [-8.0089, -34.8553]],
    ['são paulo', [-23.5505, -46.6333]],
  ] as const
  const customers = homes.map(([user, home]) => ({ ...who(user), fields: { home } }))
  const came = await world.bring({ kind: 'customers', mode: 'upsert', customers } as never)
  expect(came.rejections).toEqual([])
  expect([await countNear(1), await countNear(10), await countNear(20_000)]).toEqual([
    '1',
    '2',
    '3',
  ])

  const fields = await listFields(world.operational.db)
  const home = fields.find(({ name }) => name === 'home')
  const [x, y, z] = home === undefined ? [] : fieldColumns(home).slice(2)
  for (const column of [x, y, z]) {
    const name = ident(column?.name ?? '')
    await world.database.run(sql`ALTER TABLE customers DROP COLUMN ${name}`)
  }
  await ensureColumns(world.database, fields)
  expect(await countNear(20_000)).toBe('0')

  await indexOldLocations(means(), fields)
  await indexOldLocations(means(), fields)
  expect(await fieldJobs(world.operational.db)).toHaveLength(1)
  await announceForgotten(world.operational)
  await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
  expect([await countNear(1), await countNear(10), await countNear(20_000)]).toEqual([
    '1',
    '2',
    '3',
  ])
  await indexOldLocations(means(), fields)
  expect(await fieldJobs(world.operational.db)).toEqual([])
})
