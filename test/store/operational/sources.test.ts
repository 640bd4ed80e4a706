import { expect, test } from 'vitest'
import { makeWriteKeys } from '../../../src/http/writeKeys.ts'
import {
  changeSource,
  createSource,
  listSources,
  type NewSource,
} from '../../../src/store/operational/sources.ts'
import {
  createWriteKey,
  listWriteKeys,
  revokeWriteKey,
} from '../../../src/store/operational/writeKeys.ts'
import { onBoth } from './stores.ts'

const site: NewSource = { name: ' Loja Online ', kind: 'site', keepIp: false }

onBoth((stores) => {
  test('a source has a code made of its name, which no other gets again', async () => {
    const { db } = await stores.open()
    const made = await createSource(db, site, 5)
    expect(made).toMatchObject({ id: 1, code: 'loja_online', name: 'Loja Online', created: 5 })
    expect(await changeSource(db, 1, { name: 'Shop', archived: true }, 7)).toMatchObject({
      code: 'loja_online',
      name: 'Shop',
      archived: 7,
    })
    await expect(createSource(db, site, 8)).rejects.toMatchObject({
      failure: { code: 'conflict', where: 'code' },
    })
    await expect(createSource(db, { ...site, name: 'Shop', code: 'b' }, 8)).rejects.toMatchObject({
      failure: { code: 'conflict', where: 'name' },
    })
    for (const code of ['api', 'VTEX', '!']) {
      await expect(createSource(db, { ...site, code }, 8)).rejects.toMatchObject({
        failure: { code: 'invalid', where: 'code' },
      })
    }
    const back = await changeSource(db, 1, { archived: false, keepIp: true }, 9)
    expect(back).toEqual({ ...made, name: 'Shop', keepIp: true })
    expect(await changeSource(db, 2, {}, 9)).toBeUndefined()
    expect(await listSources(db)).toEqual([back])
  })

  test('several keys open one source, until each is revoked or the source archived', async () => {
    const { db } = await stores.open()
    let now = 1_000_000
    const keys = makeWriteKeys(db, () => now)
    await createSource(db, site, now)
    const first = await createWriteKey(db, 1, now)
    const second = await createWriteKey(db, 1, now)
    if (first === undefined || second === undefined) throw new Error('no keys')
    const open = { code: 'loja_online', kind: 'site', keepIp: false }
    expect(await keys.sourceOf(first.text)).toEqual(open)
    expect(await keys.sourceOf(second.text)).toEqual(open)
    expect(await keys.sourceOf(`${first.text.slice(0, -1)}${first.text.endsWith('A') ? 'B' : 'A'}`)) //
      .toBeUndefined()
    expect(JSON.stringify(await listWriteKeys(db))).not.toContain(first.text.slice(16))
    expect((await listWriteKeys(db)).map(({ used }) => used)).toEqual([now, now])

    // Another process has revoked it: that is heard of after a second.
    expect(await revokeWriteKey(db, { source: 1, id: first.key.id }, now)).toBe(true)
    expect(await revokeWriteKey(db, { source: 1, id: first.key.id }, now)).toBe(false)
    expect(await keys.sourceOf(first.text)).toEqual(open)
    now += 1_000
    expect(await keys.sourceOf(first.text)).toBeUndefined()
    expect(await keys.sourceOf(second.text)).toEqual(open)
    await changeSource(db, 1, { archived: true }, now)
    keys.forget()
    expect(await keys.sourceOf(second.text)).toBeUndefined()
    expect(await createWriteKey(db, 2, now)).toBeUndefined()
    for (let i = 1; i < 10; i++) await createWriteKey(db, 1, now)
    await expect(createWriteKey(db, 1, now)).rejects.toMatchObject({
      failure: { code: 'too_large' },
    })
  })
})
