import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, schemaVersion } from '../../../src/store/clickhouse/migrate.ts'
import { tables } from '../../../src/store/clickhouse/schema.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
})

afterAll(async () => {
  await opened.close()
})

test('every table of the schema stands, and the version is recorded', async () => {
  const { database } = opened
  const found = await database.rows<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database = ${opened.name}`,
  )
  const names = found.map((row) => row.name)
  expect(names.sort()).toEqual([...Object.keys(tables), 'schema_version'].sort())
  expect(await database.rows(sql`SELECT version FROM schema_version`)).toEqual([
    { version: schemaVersion },
  ])
})

test('migrating again changes nothing', async () => {
  await migrate(opened.database)
  expect(await opened.database.rows(sql`SELECT version FROM schema_version`)).toHaveLength(
    schemaVersion,
  )
})

test('tables of a newer program are refused', async () => {
  const newer = await openTestDatabase()
  try {
    await newer.database.insert('schema_version', [{ version: schemaVersion + 1, at: 0 }])
    await expect(migrate(newer.database)).rejects.toMatchObject({ failure: { code: 'conflict' } })
  } finally {
    await newer.close()
  }
})
