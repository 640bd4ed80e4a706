import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openShell, type Shell } from './typing.ts'

const text = 'did "Order Completed" at most 3 times in last 90 days'
const tree = {
  type: 'did',
  event: 'Order Completed',
  window: { type: 'last', n: 90, unit: 'days' },
  test: { op: 'atMost', value: 3 },
}
const english = 'Placed an order at most 3 times (or never) in the past 90 days'
const portuguese = 'Comprou no máximo 3 vezes (ou nunca) nos últimos 90 dias'

let shell: Shell
beforeAll(async () => {
  shell = await openShell()
  await shell.running.ask(routes.segments.create, { body: { name: 'Rare', text } })
})
afterAll(async () => await shell.close())

test('a condition in words is printed as its tree', async () => {
  expect(await shell.json('conditions', 'parse', text)).toEqual(tree)
  const { out } = await shell.type('conditions', 'parse', text)
  expect(JSON.parse(out)).toEqual(tree)
})

test('a tree is printed in words, with its sentence where a language is named', async () => {
  const json = JSON.stringify(tree)
  expect((await shell.type('conditions', 'print', json)).out).toBe(`${text}\n`)
  const said = await shell.type('conditions', 'print', json, '--locale', 'en')
  expect(said.out).toBe(`${text}\n${english}\n`)
  expect(await shell.json('conditions', 'print', json, '--locale', 'pt-BR')).toEqual({
    condition: tree,
    text,
    reading: portuguese,
  })
})

test('what is no JSON, or no condition, is refused with its mend', async () => {
  const wrong = await shell.type('conditions', 'print', text)
  expect([wrong.code, wrong.err]).toEqual([
    1,
    expect.stringMatching(/not JSON[^]*conditions parse/),
  ])
  const none = await shell.type('conditions', 'print', '{"type":"sql"}')
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('There is no "sql"')])
})

test('a condition and a saved segment are said as a sentence, in the language of the terminal where none is named', async () => {
  for (const what of [text, '@Rare']) {
    const read = async (...more: string[]) =>
      (await shell.type('conditions', 'read', what, ...more)).out
    expect(await read('--locale', 'en')).toBe(`${english}\n`)
    expect(await read('--locale', 'pt-BR')).toBe(`${portuguese}\n`)
    vi.stubEnv('LC_ALL', '')
    vi.stubEnv('LC_MESSAGES', '')
    vi.stubEnv('LANG', 'pt_BR.UTF-8')
    expect(await read()).toBe(`${portuguese}\n`)
    vi.stubEnv('LC_ALL', 'C')
    expect(await read()).toBe(`${english}\n`)
    vi.unstubAllEnvs()
  }
})

test('a segment is shown, listed and counted with its sentence', async () => {
  await shell.running.settled()
  const shown = await shell.type('segments', 'show', '@Rare', '--locale', 'en')
  expect(shown.out.split('\n').slice(0, 3)).toEqual(['Rare', english, text])
  expect((await shell.type('segments', 'list', '--locale', 'en')).out).toContain(english)
  const count = await shell.json('segments', 'count', '@Rare', '--locale', 'en')
  expect(count).toMatchObject({ count: 0, reading: english })
})

test('an answer is explained part by part, in words, with what was seen and until when', async () => {
  await shell.running.ask(routes.customers.create, {
    body: { identifiers: { user_id: 'why' }, fields: { city: 'Olinda' } },
  })
  const { position } = await shell.running.ask(routes.events.add, {
    body: {
      events: [
        { event: 'Order Completed', identifiers: { user_id: 'why' }, time: '2020-06-01T12:00:00Z' },
      ],
    },
  })
  await shell.running.applied(position)
  const asked =
    '(did "Order Completed" in last 30 days or city exists) and not did "Order Completed" at least 2 times'
  const explain = async (text: string, ...more: string[]) =>
    (await shell.type('explain', 'user_id:why', text, '--at', '2020-06-02T00:00:00Z', ...more)).out
  expect(await explain(asked, '--locale', 'en'))
    .toBe(`Yes. That stays so as long as nothing more arrives.
This would change with one more order.

✓ all of these:
  ✓ at least one of these:
    ✓ Placed an order at least once in the past 30 days — once · on 1 June 2020 · next change on 1 July 2020 at 12:00, if nothing more arrives
    ✓ City is filled in — “Olinda”
  ✓ Did not place an order at least 2 times (or never) — once · on 1 June 2020
`)
  expect(await explain('did "Order Completed" in last 30 days', '--locale', 'pt-BR'))
    .toBe(`Sim. Até 1º de julho de 2020 às 12:00, se nada mais chegar.
Isso mudará passados 29 dias (em 1º de julho de 2020 às 12:00).

✓ Comprou pelo menos uma vez nos últimos 30 dias — uma vez · em 1º de junho de 2020 · próxima mudança em 1º de julho de 2020 às 12:00, se nada mais chegar
`)
  expect(await shell.json('explain', 'user_id:why', 'country = "PT"')).toMatchObject({
    member: false,
    tree: { type: 'field', meets: false, observed: null },
  })
})
