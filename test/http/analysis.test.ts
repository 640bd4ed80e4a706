import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BranchShown } from '../../src/api/analysis.ts'
import { routes } from '../../src/api/routes.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import { Refusal } from '../../src/domain/failure.ts'
import { Latest } from '../../src/http/latest.ts'
import { startRunning, type Running } from './running.ts'

const cities = ['Recife', 'Olinda', 'Recife', 'Natal', 'Recife', 'Olinda']

let running: Running
beforeAll(async () => {
  running = await startRunning()
  for (const [i, city] of cities.entries()) {
    const identifiers = { user_id: `u${i}` }
    const fields = i === 3 ? {} : { city }
    await running.ask(routes.customers.create, { body: { identifiers, fields } })
    const orders = Array.from({ length: i }, (_, n) => ({
      event: 'Order Completed',
      identifiers,
      time: `2026-01-0${n + 1}T12:00:00Z`,
      properties: { total: 10 * (n + 1) },
    }))
    if (orders.length > 0) await running.ask(routes.events.add, { body: { events: orders } })
  }
  await running.settled()
})
afterAll(async () => await running.close())

const at = '2026-02-01T00:00:00Z'
const count = async (condition: Condition) =>
  (await running.ask(routes.segments.count, { body: { condition, at } })).count

test('each branch is counted, what is left of an and up to it, and the whole without it', async () => {
  const text =
    'city = "Recife" and (did "Order Completed" at least 2 times or sum of total of "Order Completed" > 5) and not did "Order Completed" at least 5 times'
  const { condition } = await running.ask(routes.conditions.read, { body: { text } })
  const { tree, customers, asOf } = await running.ask(routes.analysis.branches, {
    body: { text, at },
    query: { locale: 'en' },
  })
  expect([customers, asOf]).toEqual([6, '2026-02-01T00:00:00.000Z'])
  expect(tree.count).toBe(await count(condition))
  expect(tree.reading).toMatch(/^City is “Recife”, and \(placed/)
  await sameAsCounted(tree, condition, (put) => put ?? condition)
  // The third part takes nobody out, and without the first there are more.
  expect(tree.of.map(({ count: own, left, without }) => [own, left, without])).toEqual([
    [3, null, 4],
    [5, 2, 3],
    [5, 2, 2],
  ])
})

async function sameAsCounted(
  branch: BranchShown,
  condition: Condition,
  around: (put: Condition | undefined) => Condition,
): Promise<void> {
  expect(branch.count).toBe(await count(condition))
  const inside = condition.type === 'not' ? [condition.of] : 'of' in condition ? condition.of : []
  expect(branch.of).toHaveLength(inside.length)
  for (const [i, each] of inside.entries()) {
    const part = branch.of[i]
    if (part === undefined) throw new Error('no branch')
    const beside = (put: Condition | undefined): Condition =>
      condition.type === 'all' || condition.type === 'any'
        ? around({
            type: condition.type,
            of: inside.flatMap((other, j) => (j !== i ? [other] : put ? [put] : [])),
          })
        : around(put && { type: 'not', of: put })
    await sameAsCounted(part, each, beside)
    if (condition.type === 'not') continue
    expect(part.without).toBe(await count(beside(undefined)))
    const upTo: Condition = { type: 'all', of: inside.slice(0, i + 1) }
    expect(part.left).toBe(condition.type === 'all' && i > 0 ? await count(upTo) : null)
  }
}

test('of a saved segment the branches of its definition are counted', async () => {
  const text = 'city = "Recife" and did "Order Completed"'
  await running.ask(routes.segments.create, { body: { name: 'Buyers in Recife', text } })
  const { tree } = await running.ask(routes.analysis.branches, {
    body: { segment: 'Buyers in Recife' },
  })
  expect(tree.of.map((each) => each.count)).toEqual([3, 5])
})

test('more branches than can be told apart are refused with what to do', async () => {
  const text = Array.from({ length: 120 }, (_, i) => `city = "${i}"`).join(' or ')
  const why = await running.refused(routes.analysis.branches, { body: { text } })
  expect(why).toMatchObject({ code: 'too_large', message: expect.stringContaining('121') })
})

test('of questions with one key the latest is answered, and each that it overtakes is ended', async () => {
  const latest = new Latest()
  const never = new AbortController().signal
  const ended: string[] = []
  const ask = async (caller: string, key: string | undefined, name: string, ms: number) =>
    await latest.answer({ caller, key }, never, async (signal) => {
      signal.addEventListener('abort', () => ended.push(name))
      await new Promise((resolve) => setTimeout(resolve, ms))
      signal.throwIfAborted()
      return name
    })
  const [first, second, another, without] = await Promise.allSettled([
    ask('ana', 'draft', 'first', 50),
    ask('ana', 'draft', 'second', 50),
    ask('eva', 'draft', 'another', 50),
    ask('ana', undefined, 'without', 50),
  ])
  expect(ended).toEqual(['first'])
  expect(first).toMatchObject({ status: 'rejected', reason: expect.any(Refusal) })
  expect(first).toHaveProperty('reason.failure.code', 'conflict')
  expect([second, another, without].map((each) => each.status)).toEqual(
    Array.from({ length: 3 }, () => 'fulfilled'),
  )
  // Those that came after are not ended by what was answered before them.
  expect(await ask('ana', 'draft', 'third', 0)).toBe('third')
})

test('a count is ended by the next with its key, in the program too', async () => {
  const text = 'did "Order Completed" at least 2 times'
  const counted = Array.from(
    { length: 6 },
    async () =>
      await running.ask(routes.segments.count, { body: { text, key: 'editing' } }).then(
        () => 'answered',
        (error: unknown) => (error as Refusal).failure.code,
      ),
  )
  const answers = await Promise.all(counted)
  expect(new Set(answers)).toEqual(new Set(['answered', 'conflict']))
  expect(answers.filter((each) => each === 'answered').length).toBeLessThan(6)
})

test('each customer is in exactly one region of an overlap, and pairs follow from the regions', async () => {
  const texts = [
    'city = "Recife"',
    'did "Order Completed"',
    'did "Order Completed" at least 3 times',
  ]
  const segments: number[] = []
  for (const [i, text] of texts.entries()) {
    const body = { name: `Overlapping ${i}`, text }
    segments.push((await running.ask(routes.segments.create, { body })).id)
  }
  const { regions, pairs, customers } = await running.ask(routes.analysis.overlap, {
    body: { segments, at },
  })
  expect(customers).toBe(6)
  // u0 and u2, u4 are in Recife; u1 to u5 ordered as often as their number says.
  expect(Object.fromEntries((regions ?? []).map((each) => [each.in.join(), each.count]))).toEqual({
    '0': 1,
    '0,1': 1,
    '0,1,2': 1,
    '1': 1,
    '1,2': 2,
  })
  expect(pairs.map((pair) => [pair.in, pair.count])).toEqual([
    [[0, 1], 2],
    [[0, 2], 1],
    [[1, 2], 3],
  ])
  expect(pairs[2]).toMatchObject({ ofFirst: 3 / 5, ofSecond: 1, likeness: 3 / 5 })
  // The same by two, as more than six are answered.
  const many = [...segments, ...segments, segments[0] ?? 0]
  const seven = await running.ask(routes.analysis.overlap, { body: { segments: many, at } })
  expect(seven.regions).toBeNull()
  expect(seven.pairs.filter((pair) => (pair.in[1] ?? 9) < 3)).toEqual(pairs)
  expect(seven.pairs.find((pair) => pair.in.join() === '1,4')).toMatchObject({
    count: 5,
    likeness: 1,
  })
})

test('groups of too few customers are not compared, nor one with itself', async () => {
  const few = await running.refused(routes.analysis.compare, { body: { text: 'city = "Olinda"' } })
  expect(few.message).toContain('fewer than 10')
  const same = { text: 'everyone', small: 2 }
  expect((await running.refused(routes.analysis.compare, { body: same })).message).toContain('same')
})

test('what marks a group out has the counts that its condition has', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => ({
    identifiers: { user_id: `c${i}` },
    fields: { city: i < 30 ? 'Manaus' : 'Belém', country: i % 2 === 0 ? 'BR' : 'PT' },
  }))
  await Promise.all(rows.map(async (body) => running.ask(routes.customers.create, { body })))
  const events = rows
    .slice(0, 40)
    .map(({ identifiers }) => ({ event: 'Asked', identifiers, time: '2026-01-02T12:00:00Z' }))
  await running.ask(routes.events.add, { body: { events } })
  await running.settled()
  const found = await running.ask(routes.analysis.compare, {
    body: { text: 'did "Asked"', with: { text: 'city is any of ("Manaus", "Belém")' } },
    query: { locale: 'en' },
  })
  expect(found).toMatchObject({ first: { count: 40 }, second: { count: 80 }, both: 40 })
  expect(found.more.map((each) => each.reading)).toEqual([
    'Did “Asked” at least once',
    'City is “Manaus”',
  ])
  expect(found.less.map((each) => each.reading)).toEqual(['City is “Belém”'])
  for (const each of [...found.more, ...found.less]) {
    const of = async (text: string) => {
      const { condition } = await running.ask(routes.conditions.read, { body: { text } })
      const body = { condition: { type: 'all' as const, of: [condition, each.condition] } }
      return (await running.ask(routes.segments.count, { body })).count
    }
    expect([each.count, each.otherCount]).toEqual([
      await of('did "Asked"'),
      await of('city is any of ("Manaus", "Belém")'),
    ])
  }
})

test('what never holds is said beside a reading, a count, its branches and a segment, with why', async () => {
  const text = 'city = "Recife" and not city exists'
  const english = { locale: 'en' as const }
  const expected = [
    {
      where: '',
      verdict: 'never',
      reading: 'Nobody can ever meet this condition as a whole.',
    },
    {
      where: 'of[1]',
      verdict: 'never',
      reading: 'Nobody who meets (City is “Recife”) can meet (City is blank) too.',
    },
  ]
  const asked = { body: { text }, query: english }
  expect((await running.ask(routes.conditions.read, asked)).warnings).toEqual(expected)
  expect(await running.ask(routes.segments.count, asked)).toMatchObject({
    count: 0,
    warnings: expected,
  })
  expect((await running.ask(routes.analysis.branches, asked)).warnings).toEqual(expected)
  const body = { name: 'Nobody at all', text }
  const made = await running.ask(routes.segments.create, { body, query: { locale: 'pt-BR' } })
  expect(made.warnings.map((each) => each.reading)).toEqual([
    'Ninguém pode atender a esta condição como um todo.',
    'Quem atende a (Cidade é “Recife”) não pode atender também a (Cidade está em branco).',
  ])
  const sound = { body: { text: 'city = "Recife"' }, query: english }
  expect((await running.ask(routes.segments.count, sound)).warnings).toEqual([])
})
