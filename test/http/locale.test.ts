import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { localeIn } from '../../src/http/reading.ts'
import { startRunning, type Running } from './running.ts'

test.each([
  ['pt-BR,pt;q=0.9,en;q=0.8', 'pt-BR'],
  ['en-GB', 'en'],
  ['fr, en;q=0.2, pt-PT;q=0.7', 'pt-BR'],
  ['en;q=0, pt;q=0.1', 'pt-BR'],
  ['*', undefined],
  ['', undefined],
  ['de', undefined],
  ['en;q=x', undefined],
])('who accepts %j is answered in %s', (accepted, locale) => {
  expect(localeIn(accepted)).toBe(locale)
})

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

test("a sentence is in the language of the query, else of the header, else of the shop's country", async () => {
  await running.ask(routes.segments.create, { body: { name: 'Nobody', text: 'no one' } })
  const said = async (query: string, accepted: string) => {
    const headers = { 'accept-language': accepted }
    const answer = await running.fetch(`/api/segments${query}`, { headers })
    const { items } = (await answer.json()) as { items: { reading: string }[] }
    return items[0]?.reading
  }
  expect(await said('', 'en-US')).toBe('No customer')
  expect(await said('?locale=pt-BR', 'en-US')).toBe('Nenhum cliente')
  expect(await said('', 'fr')).toBe('Nenhum cliente')
  await running.ask(routes.shop.change, { body: { country: 'US' } })
  expect(await said('', 'fr')).toBe('No customer')
})

test('every version of a segment and every answer about one has its sentence', async () => {
  const query = { locale: 'en' } as const
  const body = { name: 'Gentle', text: 'city exists' }
  const made = await running.ask(routes.segments.create, { body, query })
  expect(made.reading).toBe('City is filled in')
  const params = { id: made.id }
  const change = { text: 'not city exists' }
  const changed = await running.ask(routes.segments.change, { params, body: change, query })
  expect(changed.reading).toBe('City is blank')
  expect((await running.ask(routes.segments.read, { params, query })).reading).toBe('City is blank')
  const { items } = await running.ask(routes.segments.versions, { params, query })
  expect(items.map(({ reading }) => reading)).toEqual(['City is blank', 'City is filled in'])
})
