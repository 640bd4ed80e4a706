import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { patience } from '../../patience.ts'
import { call } from '../../../src/api/client.ts'
import { routes } from '../../../src/api/routes.ts'
import { Refusal } from '../../../src/domain/failure.ts'
import { startProgram, type Program } from '../../../src/main.ts'
import { typed } from '../../cli/typing.ts'
import { testConfig } from '../../http/running.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-erasures-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('whoever was deleted after a backup does not come back with it', async () => {
  const [data, restored] = [join(root, 'data'), join(root, 'restored')]
  const [backup, list] = [join(root, 'backup'), join(root, 'erasures.jsonl')]
  const before = await start(data)
  const ana = await came(before, 'ana')
  await came(before, 'bia')
  const paula = await came(before, 'paula')
  // Two who are merged into one only after the backup, and deleted as one.
  const [carla, caca] = [await came(before, 'carla'), await came(before, 'caca')]
  // Of each of these two pairs one person is made before it, and two again after it.
  const [nina, nana] = await mergedTwo(before, 'nina', 'nana')
  const [olga, olivia] = await mergedTwo(before, 'olga', 'olivia')
  expect((await typed(['--data', data, 'backup', backup])).code).toBe(0)
  for (const id of [nana, olivia]) {
    await call(before.server, routes.customers.unmerge, { params: { id } })
  }
  await before.idle(patience())
  expect(await idOf(before, 'olivia')).toBe(olivia)
  // Some who came after it, and have gone too.
  const later: (string | undefined)[] = []
  // At positions that the restored program comes to when others come to it.
  for (let i = 0; i < 8; i++) await came(before, 'bia')
  for (const name of ['davi', 'eva', 'fabio']) {
    later.push(await came(before, name))
  }
  const merged = { keep: carla ?? '', drop: caca ?? '' }
  await call(before.server, routes.customers.merge, { body: merged })
  await before.idle(patience())
  for (const id of [ana, carla, nana, paula, ...later]) {
    await call(before.server, routes.customers.remove, { params: { id: id ?? '' } })
  }
  await before.idle(patience())
  // She may come again.
  const lifted = { identifiers: { email: 'paula@example.org' } }
  await call(before.server, routes.customers.lift, { body: lifted })
  await before.idle(patience())
  const told = await typed(['--data', data, 'erasures'])
  writeFileSync(list, told.out)
  expect(told.out).not.toContain('ana')
  await before.stop()

  await refusesDamaged(list, backup)
  const made = await typed(['restore', backup, '--data', restored, '--erasures', list, '--json'])
  expect(made.err).toBe('')
  expect(JSON.parse(made.out)).toMatchObject({ erased: 5 })

  const after = await start(restored)
  await after.idle(patience())
  expect(await idOf(after, 'ana')).toBeUndefined()
  expect(await idOf(after, 'bia')).toBeDefined()
  expect([await idOf(after, 'carla'), await idOf(after, 'caca')]).toEqual([undefined, undefined])
  // Who was one with another then, and was deleted since, goes; the other stays, with what is hers.
  expect([await idOf(after, 'nana'), await idOf(after, 'nina')]).toEqual([undefined, nina])
  const her = await call(after.server, routes.customers.read, { params: { id: nina } })
  expect(her.identifiers).toEqual({ email: ['nina@example.org'] })
  const events = await call(after.server, routes.customers.events, {
    params: { id: nina },
    query: {},
  })
  expect(events.items).toHaveLength(1)
  // Two who live are one as they were then: all else comes to the state of that moment.
  expect([await idOf(after, 'olga'), await idOf(after, 'olivia')]).toEqual([olga, olga])
  // None comes again by what arrives later.
  const again = [await came(after, 'ana'), await came(after, 'davi'), await came(after, 'nana')]
  expect(again).toEqual([undefined, undefined, undefined])
  expect(await idOf(after, 'paula')).toBeUndefined()
  expect(await came(after, 'paula')).toBeDefined()
  // Who comes now is given the id that another had after the backup; she is not that other.
  const people = Array.from({ length: 4 }, (_, i) => `new${i}`)
  const ids: (string | undefined)[] = []
  for (const name of people) ids.push(await came(after, name))
  expect(ids).not.toContain(undefined)
  expect(ids.some((id) => later.includes(id))).toBe(true)
  await call(after.server, routes.segments.create, { body: { name: 'All', text: 'everyone' } })
  await after.idle(patience())
  const { items } = await call(after.server, routes.segments.members, {
    params: { id: 1 },
    query: {},
  })
  expect(items.length).toBe(['bia', 'nina', 'olga', 'paula'].length + people.length)
  await after.stop()
})

/** Two who come, and are merged: the ids of the kept one and of the other. */
async function mergedTwo(program: Program, one: string, other: string): Promise<[string, string]> {
  const [keep = '', drop = ''] = [await came(program, one), await came(program, other)]
  await call(program.server, routes.customers.merge, { body: { keep, drop } })
  await program.idle(patience())
  return [keep, drop]
}

async function refusesDamaged(list: string, backup: string): Promise<void> {
  const text = readFileSync(list, 'utf8')
  const broken = join(root, 'broken.jsonl')
  const other = JSON.stringify({ kind: 'clientela erasures', installation: 'x', at: 1 })
  for (const wrong of [text.replace('"at":1', '"at":2'), text.slice(0, -80), other, '{']) {
    writeFileSync(broken, wrong)
    const words = ['restore', backup, '--data', join(root, 'none'), '--erasures', broken]
    const { code, err } = await typed(words)
    expect([code, err.includes('not a whole list of erasures')]).toEqual([1, true])
  }
}

async function start(directory: string): Promise<Program> {
  const { clickhouseUrl: _, ...config } = await testConfig(directory)
  return await startProgram({ ...config, clickhouseUrl: undefined })
}

let seen = 0

/** Brings an event of somebody; her id, undefined where it was refused. */
async function came(program: Program, name: string): Promise<string | undefined> {
  const event = {
    event: 'Product Viewed',
    identifiers: { email: `${name}@example.org` },
    time: '2026-01-01T00:00:00Z',
    messageId: `${name} ${(seen += 1)}`,
  }
  const { position } = await call(program.server, routes.events.add, { body: { events: [event] } })
  const params = { position }
  await call(program.server, routes.arrivals.read, { params, query: { wait: 30 } })
  return await idOf(program, name)
}

async function idOf({ server }: Pick<Program, 'server'>, name: string) {
  try {
    const params = { kind: 'email', value: `${name}@example.org` }
    return (await call(server, routes.customers.find, { params })).id
  } catch (error) {
    if (error instanceof Refusal && error.failure.code === 'not_found') return undefined
    throw error
  }
}
