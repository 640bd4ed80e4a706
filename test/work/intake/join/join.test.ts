import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessagesArrival } from '../../../../src/domain/arrival.ts'
import { keyOf } from '../../../../src/domain/customer/links.ts'
import { readConsents } from '../../../../src/store/clickhouse/consents.ts'
import { contestedLinks } from '../../../../src/store/clickhouse/links.ts'
import { readEvents } from '../../../../src/store/clickhouse/events.ts'
import { identifiersIn } from '../../../../src/store/clickhouse/records.ts'
import { listImports } from '../../../../src/store/operational/imports.ts'
import { readShop, writeShop } from '../../../../src/store/operational/meta.ts'
import { eventually } from '../../../patience.ts'
import { takeInByChild } from '../takeIn.ts'
import { digests, openUndoWorld, type UndoWorld } from '../undo/world.ts'
import { meaningOf, type Message } from './memory.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

function arrivalOf(batch: readonly Message[]): MessagesArrival {
  return { kind: 'messages', source: 'site', channel: 'site', call: 'batch', body: { batch } }
}

/** Until what follows from it is done too. */
async function settled(): Promise<void> {
  await eventually(async () => {
    const { position, applied } = await world.operational.inbox.state()
    expect(applied).toBe(position)
  })
}

async function send(...batch: readonly Message[]) {
  const came = await world.bring(arrivalOf(batch))
  await settled()
  return came
}

let n = 0
/** A moment of that day, as the message says it. */
function message(type: string, minute: number, more: Message): Message {
  n += 1
  const timestamp = new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString()
  return { type, messageId: `message ${n}`, timestamp, event: 'Seen', ...more }
}

const seen = (minute: number, more: Message): Message => message('track', minute, more)

async function idOf(kind: string, value: string): Promise<string | undefined> {
  return (await world.customer(kind, value))?.id
}

async function eventsOf(kind: string, value: string): Promise<number> {
  const id = (await idOf(kind, value)) ?? ''
  return ((await readEvents(world.database, [id], 'all')).get(id) ?? []).length
}

/** The last runs that messages brought about, the latest first. */
async function runs(limit: number) {
  const all = await listImports(world.operational.db, { limit })
  return all.filter(({ by }) => by === 'identification')
}

test('who was anonymous is who is known, with all that she had, and both can be parted for good', async () => {
  await send(seen(1, { anonymousId: 'a-1' }), seen(2, { anonymousId: 'a-1' }))
  await world.bring({
    kind: 'consents',
    consents: [
      { identifiers: { anonymous_id: 'a-1' }, purpose: 'news', channel: 'email', state: 'denied' },
    ],
  })
  await world.bring({ kind: 'list', list: 3, add: [{ identifiers: { anonymous_id: 'a-1' } }] })
  await send(seen(3, { userId: 'u-1' }))
  const [anonymous, known] = [await idOf('anonymous_id', 'a-1'), await idOf('user_id', 'u-1')]
  expect(anonymous).not.toBe(known)
  const before = await digests(world.database)

  await send(message('alias', 4, { userId: 'u-1', previousId: 'a-1' }))
  expect(await idOf('anonymous_id', 'a-1')).toBe(known)
  expect(await eventsOf('user_id', 'u-1')).toBe(3)
  expect(await readConsents(world.database, known ?? '')).toMatchObject([{ state: 'denied' }])
  const [run] = await runs(1)
  expect(run).toMatchObject({ kind: 'merge', state: 'done', result: { customers: { gone: 1 } } })
  // An event that names her by the id that is no more is hers too.
  await world.bring({ kind: 'list', list: 4, add: [anonymous ?? ''] })
  await send(seen(5, { anonymousId: 'a-1' }))
  expect(await eventsOf('user_id', 'u-1')).toBe(4)

  await world.unmerge(run?.id ?? 0, anonymous ?? '')
  expect(await idOf('anonymous_id', 'a-1')).toBe(anonymous)
  expect(await eventsOf('user_id', 'u-1')).toBe(1)
  expect(await eventsOf('anonymous_id', 'a-1')).toBe(3)
  expect((await digests(world.database))['consents']).toBe(before['consents'])
  // Whoever said so is not overruled, by an earlier message either.
  await send(message('identify', 6, { userId: 'u-1', anonymousId: 'a-1', traits: {} }))
  await send(message('identify', 0, { userId: 'u-1', anonymousId: 'a-1', traits: {} }))
  expect(await idOf('anonymous_id', 'a-1')).toBe(anonymous)
})

test('on a shared device what was done by nobody is hers who was first there, whoever was heard of first', async () => {
  await send(seen(10, { anonymousId: 'pc' }), seen(11, { anonymousId: 'pc', userId: 'late' }))
  expect(await eventsOf('user_id', 'late')).toBe(2)
  const late = await idOf('user_id', 'late')
  await send(seen(9, { anonymousId: 'pc', userId: 'early' }))
  expect(await idOf('user_id', 'late')).toBe(late)
  expect(await idOf('anonymous_id', 'pc')).toBe(await idOf('user_id', 'early'))
  expect([await eventsOf('user_id', 'late'), await eventsOf('user_id', 'early')]).toEqual([1, 2])
  const held = await contestedLinks(world.database, { after: undefined, limit: 10 })
  expect(held.find(({ weak }) => weak.value === 'pc')).toMatchObject({
    weak: { kind: 'anonymous_id', value: 'pc' },
    strong: { kind: 'user_id', value: 'late' },
    state: 'apart',
  })

  // Nobody's merge, and undone all the same.
  const [run] = await runs(1)
  expect(run?.options).toMatchObject({ does: 'moves' })
  await world.undo(run?.id ?? 0)
  expect(await idOf('anonymous_id', 'pc')).toBe(late)
  expect([await eventsOf('user_id', 'late'), await eventsOf('user_id', 'early')]).toEqual([2, 1])
})

test('an e-mail, a phone or a CPF of two user ids makes them no one person', async () => {
  const traits = { email: 'both@example.org', phone: '+5511987654321', cpf: '529.982.247-25' }
  await send(message('identify', 20, { userId: 'one', traits }))
  await send(message('identify', 19, { userId: 'two', traits }))
  expect(await idOf('user_id', 'one')).not.toBe(await idOf('user_id', 'two'))
  for (const [kind, value] of [
    ['email', 'both@example.org'],
    ['phone', '+5511987654321'],
    ['document', '52998224725'],
  ] as const) {
    expect(await idOf(kind, value)).toBe(await idOf('user_id', 'two'))
  }
  const held = await contestedLinks(world.database, { after: undefined, limit: 100 })
  expect(held.filter(({ strong }) => strong.value === 'one').map(({ weak }) => weak.kind)) //
    .toEqual(['document', 'email', 'phone'])
})

test('a group call says who is who, and what it says of the company is kept', async () => {
  await send(seen(30, { anonymousId: 'g-a' }))
  await send(seen(31, { userId: 'g-u' }))
  const group = message('group', 32, { userId: 'g-u', anonymousId: 'g-a', groupId: 'acme' })
  expect((await send(group)).outcome).toMatchObject({ rejected: 1 })
  expect(await idOf('anonymous_id', 'g-a')).toBe(await idOf('user_id', 'g-u'))
})

test('what the shop blocks names nobody, and more than the limit stays by itself', async () => {
  const shop = await readShop(world.operational.db)
  const identity = { blocked: ['Balcao@Loja.example', 'kiosk-1'], limits: { anonymous_id: 2 } }
  await writeShop(world.operational.db, { ...shop, identity })
  const traits = { email: 'balcao@loja.example' }
  await send(
    message('identify', 40, { userId: 'b-1', anonymousId: 'kiosk-1', traits }),
    message('identify', 41, { userId: 'b-2', anonymousId: 'kiosk-1', traits }),
  )
  expect(await idOf('email', 'balcao@loja.example')).toBeUndefined()
  expect(await idOf('anonymous_id', 'kiosk-1')).toBeUndefined()
  const { outcome } = await send(seen(42, { anonymousId: 'kiosk-1' }))
  expect(outcome).toMatchObject({ rejected: 1, events: 0 })
  for (const i of [1, 2, 3]) {
    await send(seen(43, { anonymousId: `l-${i}` }))
    await send(seen(44 + i, { userId: 'l-u', anonymousId: `l-${i}` }))
  }
  await writeShop(world.operational.db, shop)
  const id = await idOf('user_id', 'l-u')
  expect(await idOf('anonymous_id', 'l-2')).toBe(id)
  expect(await idOf('anonymous_id', 'l-3')).not.toBe(id)
  const held = await contestedLinks(world.database, { after: undefined, limit: 100 })
  expect(held.find(({ weak }) => weak.value === 'l-3')).toMatchObject({ state: 'beyond' })
})

/** The same story of other people. */
function story(of: string): readonly Message[] {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `${of}-${name}`)
  const [ana, bia] = [`${of}-ana`, `${of}-bia`]
  const email = `${of}@example.org`
  return [
    seen(1, { anonymousId: a, messageId: `${of} 1` }),
    message('identify', 2, { anonymousId: a, traits: { email, plan: 'x' }, messageId: `${of} 2` }),
    seen(3, { anonymousId: a, userId: ana, messageId: `${of} 3` }),
    seen(4, { anonymousId: b, messageId: `${of} 4` }),
    message('identify', 5, {
      userId: bia,
      anonymousId: b,
      traits: { email },
      messageId: `${of} 5`,
    }),
    message('alias', 6, { userId: bia, previousId: a, messageId: `${of} 6` }),
    seen(7, { anonymousId: c, context: { device: { id: `${of}-d` } }, messageId: `${of} 7` }),
    seen(8, { userId: bia, context: { device: { id: `${of}-d` } }, messageId: `${of} 8` }),
  ]
}

/** Who is who of a story, as the store has it, told as if of `x`. */
async function told(of: string, messages: readonly Message[]) {
  const wanted = meaningOf(messages)
  const people: string[] = []
  for (const person of wanted.people) {
    const [first = ''] = person.split(' ')
    const [kind = '', ...value] = first.split(':')
    const record = await world.customer(kind, value.join(':'))
    const keys = record === undefined ? [] : identifiersIn(record).map(keyOf)
    const name = keys
      .map((key) => key.replace('\n', ':'))
      .toSorted()
      .join(' ')
    const events = record && (await readEvents(world.database, [record.id], 'all')).get(record.id)
    const ids = (events ?? []).map(({ ts, name: called }) => `${ts} ${called}`)
    people.push(`${name} | ${ids.toSorted().join(', ')}`.replaceAll(of, 'x'))
  }
  expect(people.map((each) => each.split(' | ')[0])) //
    .toEqual(wanted.people.map((each) => each.replaceAll(of, 'x')))
  return people
}

test('stored for good, it is the same whatever came first', async () => {
  const orders = [
    [0, 1, 2, 3, 4, 5, 6, 7],
    [7, 6, 5, 4, 3, 2, 1, 0],
    [4, 0, 6, 2, 5, 7, 1, 3],
  ]
  const ends: (readonly string[])[] = []
  for (const [i, order] of orders.entries()) {
    const of = `s${i}`
    const all = story(of)
    // All wait at once, or one after the other, so that joins come early and late.
    const positions: number[] = []
    for (const at of order) {
      const one = all[at]
      if (one === undefined) throw new Error('none')
      if (i === 1) await send(one)
      else positions.push(await world.append(arrivalOf([one])))
    }
    await settled()
    ends.push(await told(of, all))
  }
  expect(ends[1]).toEqual(ends[0])
  expect(ends[2]).toEqual(ends[0])
})

/** Somebody anonymous and somebody known who turn out to be one, and a device that turns out to be another's. */
function turn(of: string): {
  readonly before: readonly Message[]
  readonly after: readonly Message[]
} {
  const [a, pc, known, late] = ['a', 'pc', 'known', 'late'].map((name) => `${of}-${name}`)
  const before = [
    seen(1, { anonymousId: a }),
    seen(2, { userId: known }),
    seen(3, { anonymousId: pc }),
    seen(4, { userId: late, anonymousId: pc }),
  ]
  const after = [
    message('identify', 5, { userId: known, anonymousId: a, traits: { plan: 'x' } }),
    seen(0, { userId: `${of}-early`, anonymousId: pc }),
  ]
  return { before, after }
}

test('killed between any two steps it comes to the same end', async () => {
  const child = async (fault = '') => await takeInByChild(world, fault, { customersPerSet: 5 })
  const [undisturbed, killed] = [turn('k0'), turn('k1')]
  await send(...undisturbed.before)
  await send(...undisturbed.after)
  await send(...killed.before)
  await world.stopLoader()
  await world.append(arrivalOf(killed.after))
  // The set itself; the merge, its events away; what moves, its events away; what is known of the links.
  const faults = ['identities:1', 'events:3', 'events:4', 'memberships:1']
  for (const fault of faults) {
    expect([fault, await child(fault)]).toEqual([fault, 'SIGKILL'])
  }
  expect(await child()).toBe(0)
  world.startLoader()
  const ends = [
    await told('k0', [...undisturbed.before, ...undisturbed.after]),
    await told('k1', [...killed.before, ...killed.after]),
  ]
  expect(ends[1]).toEqual(ends[0])
  const all = await listImports(world.operational.db, { limit: 100 })
  expect(all.filter(({ state }) => state !== 'done')).toEqual([])
  expect(await runs(4)).toHaveLength(4)
})
