import { expect, test } from 'vitest'
import { builtInFields, firstOwnFieldId } from '../../../src/domain/customer/builtin.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import {
  changeField,
  createField,
  fieldById,
  fieldByName,
  listFields,
} from '../../../src/store/operational/fields.ts'
import {
  changeList,
  createList,
  deleteList,
  listByName,
  listLists,
} from '../../../src/store/operational/lists.ts'
import { readInstallationKeys, readShop, writeShop } from '../../../src/store/operational/meta.ts'
import {
  changeSegment,
  createSegment,
  deleteSegment,
  listSegments,
  segmentById,
  segmentByName,
  segmentVersions,
} from '../../../src/store/operational/segments.ts'
import { inTransaction } from '../../../src/store/operational/tables.ts'
import { onBoth } from './stores.ts'

const inCity = (value: string): Condition => ({
  type: 'field',
  field: 'city',
  test: { op: 'is', value },
})
const conflict = { failure: { code: 'conflict' } }

onBoth((stores) => {
  test("a new installation has the built-in fields, the shop's settings and secrets of its own", async () => {
    const place = await stores.place()
    const first = await stores.open(place)
    expect(await listFields(first.db)).toEqual(builtInFields)
    expect(await readShop(first.db)).toEqual({
      zone: 'America/Sao_Paulo',
      weekStart: 1,
      currency: 'BRL',
      country: 'BR',
    })
    const keys = await readInstallationKeys(first.db)
    expect(keys.customer).toMatch(/^[0-9a-f]{64}$/)
    expect(keys.tombstone).not.toBe(keys.customer)
    await writeShop(first.db, { zone: 'UTC', weekStart: 7, currency: 'EUR', country: 'PT' })
    await changeField(first.db, 5, { label: 'Sex', filterable: false })
    await first.close()

    const second = await stores.open(place)
    expect(await readInstallationKeys(second.db)).toEqual(keys)
    expect(await readShop(second.db)).toEqual({
      zone: 'UTC',
      weekStart: 7,
      currency: 'EUR',
      country: 'PT',
    })
    expect(await fieldById(second.db, 5)).toMatchObject({ label: 'Sex', filterable: false })
    const other = await stores.open()
    expect(await readInstallationKeys(other.db)).not.toEqual(keys)
  })

  test('an installation of an earlier version gets the types and the country that there are now', async () => {
    const place = await stores.place()
    const before = await stores.open(place)
    const shop = JSON.stringify({ zone: 'UTC', weekStart: 7, currency: 'EUR' })
    await before.db.updateTable('meta').set({ value: shop }).where('key', '=', 'shop').execute()
    await before.db
      .updateTable('fields')
      .set({ type: 'text', label: 'Mail' })
      .where('id', '=', 2)
      .execute()
    await before.close()

    const { db } = await stores.open(place)
    expect(await fieldById(db, 2)).toMatchObject({ type: 'email', label: 'Mail' })
    expect(await readShop(db)).toMatchObject({ zone: 'UTC', country: 'BR' })
  })

  test('a field is made once by its name, keeps its id, and changes only where something is given', async () => {
    const { db } = await stores.open()
    const roast = await createField(
      db,
      { name: 'roast', type: 'choice', choices: ['dark', 'light'], filterable: true },
      5,
    )
    expect(roast).toEqual({
      id: firstOwnFieldId,
      name: 'roast',
      label: 'roast',
      type: 'choice',
      choices: ['dark', 'light'],
      of: 'customer',
      description: '',
      group: '',
      searchable: false,
      filterable: true,
      identifying: false,
      sensitive: false,
      required: false,
      unique: false,
      formerNames: [],
      builtIn: false,
      archived: false,
    })
    await expect(createField(db, { name: 'roast', type: 'text' }, 6)).rejects.toMatchObject(
      conflict,
    )
    await expect(createField(db, { name: 'city', type: 'text' }, 6)).rejects.toMatchObject(conflict)
    const other = await createField(db, { name: 'other', type: 'text' }, 6)
    expect(other.id).toBe(roast.id + 1)
    expect(await changeField(db, roast.id, { searchable: true, archived: true })).toEqual({
      ...roast,
      searchable: true,
      archived: true,
    })
    expect(await fieldByName(db, 'roast')).toMatchObject({
      archived: true,
      choices: ['dark', 'light'],
    })
    expect(await changeField(db, 9_999, { label: 'x' })).toBeUndefined()
  })

  test('a segment keeps all its versions; a new name alone makes none', async () => {
    const { db } = await stores.open()
    const made = await createSegment(
      db,
      { name: '  Recife ', condition: inCity('Recife'), by: 'k' },
      10,
    )
    expect(made).toEqual({
      id: 1,
      name: 'Recife',
      version: 1,
      condition: inCity('Recife'),
      folder: 0,
      created: 10,
      updated: 10,
    })
    expect(await changeSegment(db, 1, { name: 'Olinda', condition: inCity('Recife') }, 20)).toEqual(
      {
        ...made,
        name: 'Olinda',
        updated: 20,
      },
    )
    expect(
      await changeSegment(db, 1, { condition: inCity('Olinda'), version: 1, by: 'l' }, 30),
    ).toMatchObject({ version: 2, condition: inCity('Olinda') })
    expect(await segmentByName(db, 'Olinda')).toEqual(await segmentById(db, 1))
    expect(await segmentVersions(db, 1)).toEqual([
      { version: 2, condition: inCity('Olinda'), at: 30, by: 'l' },
      { version: 1, condition: inCity('Recife'), at: 10, by: 'k' },
    ])
    await expect(changeSegment(db, 1, { name: 'x', version: 1 }, 40)).rejects.toMatchObject({
      failure: { code: 'conflict', where: 'version' },
    })
    expect(await changeSegment(db, 77, { name: 'x' }, 40)).toBeUndefined()
  })

  test('of two changes to one version at once, one is refused', async () => {
    const { db } = await stores.open()
    await createSegment(db, { name: 'a', condition: inCity('0') }, 0)
    const both = await Promise.allSettled([
      changeSegment(db, 1, { condition: inCity('1'), version: 1 }, 1),
      changeSegment(db, 1, { condition: inCity('2'), version: 1 }, 1),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await segmentVersions(db, 1)).toHaveLength(2)
  })

  test('of many who take one name at once, one gets it', async () => {
    const { db } = await stores.open()
    const all = await Promise.allSettled(
      Array.from(
        { length: 8 },
        async () => await createSegment(db, { name: 'a', condition: inCity('x') }, 0),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of all) {
      const why = each.status === 'rejected' ? (each.reason as object) : conflict
      expect(why).toMatchObject(conflict)
    }
    expect((await createSegment(db, { name: 'b', condition: inCity('x') }, 0)).id).toBe(2)
  })

  test('names must be something, and free; the name of a deleted segment is free again, its id never', async () => {
    const { db } = await stores.open()
    await expect(createSegment(db, { name: ' ', condition: inCity('x') }, 0)).rejects.toMatchObject(
      {
        failure: { code: 'invalid', where: 'name' },
      },
    )
    await createSegment(db, { name: 'a', condition: inCity('x') }, 0)
    const b = await createSegment(db, { name: 'b', condition: inCity('x') }, 0)
    await expect(changeSegment(db, b.id, { name: 'a' }, 0)).rejects.toMatchObject(conflict)
    expect(await deleteSegment(db, b.id, 5)).toBe(true)
    expect(await deleteSegment(db, b.id, 5)).toBe(false)
    expect(await segmentById(db, b.id)).toBeUndefined()
    expect(await segmentVersions(db, b.id)).toHaveLength(1)
    const again = await createSegment(db, { name: 'b', condition: inCity('x') }, 0)
    expect(again.id).toBe(3)
    expect((await listSegments(db)).map(({ id }) => id)).toEqual([1, 3])
  })

  test('what other segments rest on is not deleted, and the refusal names them', async () => {
    const { db } = await stores.open()
    const base = await createSegment(db, { name: 'base', condition: inCity('x') }, 0)
    const list = await createList(db, { name: 'fair' }, 0)
    const user = await createSegment(
      db,
      {
        name: 'user',
        condition: {
          type: 'all',
          of: [
            { type: 'not', of: { type: 'segment', segment: base.id } },
            { type: 'any', of: [{ type: 'list', list: list.id }, inCity('y')] },
          ],
        },
      },
      0,
    )
    await expect(deleteSegment(db, base.id, 0)).rejects.toMatchObject({
      failure: { code: 'conflict', message: 'The segment is used by "user".' },
    })
    await expect(deleteList(db, list.id, 0)).rejects.toMatchObject({
      failure: { code: 'conflict', message: 'The list is used by "user".' },
    })
    await deleteSegment(db, user.id, 0)
    expect(await deleteSegment(db, base.id, 0)).toBe(true)
    expect(await deleteList(db, list.id, 0)).toBe(true)
  })

  test('a list has a name of its own', async () => {
    const { db } = await stores.open()
    const fair = await createList(db, { name: 'Fair' }, 7)
    await expect(createList(db, { name: 'Fair' }, 8)).rejects.toMatchObject(conflict)
    const guests = await createList(db, { name: 'Guests' }, 8)
    await expect(changeList(db, guests.id, { name: 'Fair' })).rejects.toMatchObject(conflict)
    expect(await changeList(db, guests.id, { name: 'Visitors' })).toEqual({
      ...guests,
      name: 'Visitors',
    })
    expect(await changeList(db, 99, { name: 'Nobody' })).toBeUndefined()
    expect(await listByName(db, 'Fair')).toEqual({ ...fair, folder: 0 })
    expect((await listLists(db)).map(({ name }) => name)).toEqual(['Fair', 'Visitors'])
  })

  test('a transaction that fails leaves nothing behind, ids included', async () => {
    const { db } = await stores.open()
    const failing = inTransaction(db, async (open) => {
      await createSegment(open, { name: 'gone', condition: inCity('x') }, 0)
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await segmentByName(db, 'gone')).toBeUndefined()
    expect((await createSegment(db, { name: 'kept', condition: inCity('x') }, 0)).id).toBe(1)
  })
})
