import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
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
  // Two who are merged into one only after the backup, and deleted as one.
  const [carla, caca] = [await came(before, 'carla'), await came(before, 'caca')]
  expect((await typed(['--data', data, 'backup', backup])).code).toBe(0)
  // Some who came after it, and have gone too.
  const later: (string | undefined)[] = []
  for (const name of ['davi', 'eva', 'fabio', 'gil', 'hugo', 'ines']) {
    later.push(await came(before, name))
  }
  const merged = { keep: carla ?? '', drop: caca ?? '' }
  await call(before.server, routes.customers.merge, { body: merged })
  await before.idle(AbortSignal.timeout(20_000))
  for (const id of [ana, carla, ...later]) {
    await call(before.server, routes.customers.remove, { params: { id: id ?? '' } })
  }
  await before.idle(AbortSignal.timeout(20_000))
  const told = await typed(['--data', data, 'erasures'])
  writeFileSync(list, told.out)
  expect(told.out).not.toContain('ana')
  await before.stop()

  await refusesDamaged(list, backup)
  const made = await typed(['restore', backup, '--data', restored, '--erasures', list, '--json'])
  expect(made.err).toBe('')
  expect(JSON.parse(made.out)).toMatchObject({ erased: 3 })

  const after = await start(restored)
  await after.idle(AbortSignal.timeout(20_000))
  expect(await idOf(after, 'ana')).toBeUndefined()
  expect(await idOf(after, 'bia')).toBeDefined()
  expect([await idOf(after, 'carla'), await idOf(after, 'caca')]).toEqual([undefined, undefined])
  // Neither comes again by what arrives later.
  expect([await came(after, 'ana'), await came(after, 'davi')]).toEqual([undefined, undefined])
  // Who comes now is given the id that another had after the backup; she is not that other.
  const people = Array.from({ length: 6 }, (_, i) => `new${i}`)
  const ids: (string | undefined)[] = []
  for (const name of people) ids.push(await came(after, name))
  expect(ids).not.toContain(undefined)
  expect(ids.some((id) => later.includes(id))).toBe(true)
  await call(after.server, routes.segments.create, { body: { name: 'All', text: 'everyone' } })
  await after.idle(AbortSignal.timeout(20_000))
  const { items } = await call(after.server, routes.segments.members, {
    params: { id: 1 },
    query: {},
  })
  expect(items.length).toBe(1 + people.length)
  await after.stop()
}, 240_000)

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

/** Brings an event of somebody; her id, undefined where it was refused. */
async function came(program: Program, name: string): Promise<string | undefined> {
  const event = {
    event: 'Product Viewed',
    identifiers: { email: `${name}@example.org` },
    time: '2026-01-01T00:00:00Z',
    messageId: `${name} ${Math.random()}`,
  }
  const { position } = await call(program.server, routes.events.add, { body: { events: [event] } })
  const params = { position }
  await call(program.server, routes.arrivals.read, { params, query: { wait: 20 } })
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
