import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate, schemaVersion } from '../../../src/store/operational/migrate.ts'
import { migrations, type Migration } from '../../../src/store/operational/migrations.ts'
import { words } from '../../../src/store/operational/words.ts'
import { connect, openOperational } from '../../../src/store/operational/open.ts'
import { createField, fieldById, fieldByName } from '../../../src/store/operational/fields.ts'
import { createView, listViews } from '../../../src/store/operational/views.ts'
import type { Db } from '../../../src/store/operational/tables.ts'
import { plainField } from '../../../src/domain/customer/field.ts'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { onBoth } from './stores.ts'

const shop = { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' } as const
const extra: Migration = {
  name: 'One more table',
  statements: ({ int, end }) => [sql`CREATE TABLE extra (n ${int} NOT NULL)${end}`],
}
const failing: Migration = {
  name: 'Fails halfway',
  statements: ({ int, end }) => [
    sql`CREATE TABLE half (n ${int} NOT NULL)${end}`,
    sql`INSERT INTO no_such_table VALUES (1)`,
  ],
}

onBoth((stores) => {
  test('migrations are recorded, and run once', async () => {
    const { db, engine } = await stores.open()
    await migrate(db, engine, 5)
    await migrate(db, engine, 6, [...migrations, extra])
    await migrate(db, engine, 7, [...migrations, extra])
    const rows = await db.selectFrom('schema_versions').selectAll().orderBy('version').execute()
    expect(rows.map(({ version, name }) => [version, name])).toEqual(
      [...migrations, extra].map(({ name }, i) => [i + 1, name]),
    )
    expect(rows.at(-1)?.at).toBe(6)
  })

  test('a store that a newer program has written is refused, and left as it is', async () => {
    const place = await stores.place()
    const newer = await stores.open(place)
    await migrate(newer.db, newer.engine, 5, [...migrations, extra])
    await newer.close()
    await expect(openOperational({ where: place, shop, builtInFields })).rejects.toMatchObject({
      failure: {
        code: 'conflict',
        message: `The operational store was written by a newer Clientela: it is at version ${migrations.length + 1}, and this program knows up to ${migrations.length}.`,
      },
    })
    const { db } = await connect(place)
    try {
      expect(await schemaVersion(db)).toBe(migrations.length + 1)
    } finally {
      await db.destroy()
    }
  })

  test('a migration that fails leaves the store at the version before', async () => {
    const { db, engine } = await stores.open()
    await expect(migrate(db, engine, 5, [...migrations, extra, failing])).rejects.toThrow(
      /no_such_table/,
    )
    expect(await schemaVersion(db)).toBe(migrations.length)
    await migrate(db, engine, 6, [...migrations, extra])
    expect(await schemaVersion(db)).toBe(migrations.length + 1)
  })

  test('two programs that start at once on a new store make it once', async () => {
    const { db, engine } = await connect(await stores.place())
    try {
      await Promise.all([migrate(db, engine, 1), migrate(db, engine, 2), migrate(db, engine, 3)])
      expect(await schemaVersion(db)).toBe(migrations.length)
    } finally {
      await db.destroy()
    }
  })

  test('fields of the first version are what they were, and of customers', async () => {
    const { db, engine } = await connect(await stores.place())
    try {
      await migrate(db, engine, 1, migrations.slice(0, 1))
      await sql`INSERT INTO fields (id, name, label, type, choices, searchable, filterable,
        identifying, sensitive, built_in, archived, created)
        VALUES (90, 'roast', 'Torra', 'choice', '["dark"]', 1, 0, 0, 1, 0, 0, 7)`.execute(db)
      await migrate(db, engine, 2)
      expect(await fieldById(db, 90)).toEqual({
        ...plainField,
        id: 90,
        name: 'roast',
        label: 'Torra',
        type: 'choice',
        choices: ['dark'],
        searchable: true,
        sensitive: true,
      })
      await createField(db, { of: 'product', name: 'roast', type: 'text' }, 8)
      expect(await fieldByName(db, 'roast', 'product')).toMatchObject({ id: 101, type: 'text' })
      await expect(
        db
          .insertInto('fields')
          .values(await rowLike(db, 90, 103))
          .execute(),
      ).rejects.toThrow(/exists already/)
    } finally {
      await db.destroy()
    }
  })

  test('views from before there were any of products are of customers', async () => {
    const { db, engine } = await connect(await stores.place())
    try {
      const anew = migrations.findIndex(({ name }) => name.startsWith('Saved views of products'))
      await migrate(db, engine, 1, migrations.slice(0, anew))
      await sql`INSERT INTO views (id, name, condition, search, sort, descending, columns, by, created, updated)
        VALUES (5, 'Recife', NULL, 'x', 'created', 1, '["city"]', 'me', 7, 8)`.execute(db)
      await migrate(db, engine, 2)
      const before = { id: 5, of: 'customer', name: 'Recife', search: 'x', columns: ['city'] }
      expect(await listViews(db, 'customer')).toMatchObject([before])
      const look = { condition: null, search: '', sort: 'id', descending: false, columns: [] }
      const same = { ...look, of: 'product', name: 'Recife', by: 'me' } as const
      expect(await createView(db, same, 9)).toMatchObject({ of: 'product', name: 'Recife' })
      expect(await listViews(db, 'customer')).toHaveLength(1)
    } finally {
      await db.destroy()
    }
  })

  test('a field of the shop that has become a built-in one is not taken over silently', async () => {
    const place = await stores.place()
    await stores.open(place)
    const later = builtInFields.map((each) => (each.id === 9 ? { ...each, id: 10 } : each))
    await expect(
      openOperational({ where: place, shop, builtInFields: later }),
    ).rejects.toMatchObject({ failure: { code: 'conflict', where: 'language' } })
  })
})

/** The row of a field, as if another had its name. */
async function rowLike(db: Db, id: number, other: number) {
  const row = await db.selectFrom('fields').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Error('it is not there')
  const flags = ['searchable', 'filterable', 'identifying', 'sensitive', 'required'] as const
  const on = Object.fromEntries(flags.map((flag) => [flag, row[flag] === 1])) as Record<
    (typeof flags)[number],
    boolean
  >
  const rest = { is_unique: false, built_in: false, archived: false }
  return { ...row, ...on, ...rest, id: other }
}

test('the two databases differ in the same few words only', () => {
  expect(Object.keys(words.sqlite)).toEqual(Object.keys(words.postgres))
})
