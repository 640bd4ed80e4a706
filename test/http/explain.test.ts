import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => (running = await startRunning()))
afterAll(async () => await running.close())

test('one customer is asked by the definition, at any instant', async () => {
  const identifiers = { user_id: 'asked' }
  const { id } = (await running.ask(routes.customers.create, {
    body: { identifiers, fields: { city: 'Olinda' } },
  })) as { id: string }
  const time = '2020-06-01T12:00:00Z'
  const { position } = await running.ask(routes.events.add, {
    body: { events: [{ event: 'Asked', identifiers, time, messageId: 'asked' }] },
  })
  await running.applied(position)
  const text = 'did "Asked" in last 30 days and city = "olinda"'
  const segment = await running.ask(routes.segments.create, { body: { name: 'Asked', text } })
  const both = async (at: string): Promise<boolean[]> => {
    const params = { id: segment.id, customer: id }
    const { member } = await running.ask(routes.segments.isIn, { params, query: { at } })
    const body = { text: 'in segment "Asked"', at }
    const { meets } = await running.ask(routes.customers.meets, { params: { id }, body })
    return [member, meets]
  }
  expect(await both('2020-06-01T11:59:59.999Z')).toEqual([false, false])
  expect(await both(time)).toEqual([true, true])
  expect(await both('2020-07-01T11:59:59.999Z')).toEqual([true, true])
  expect(await both('2020-07-01T12:00:00Z')).toEqual([false, false])
  const later = async (text: string, at: string) => {
    const body = { text, at }
    const { nextChangeAt, until } = await running.ask(routes.customers.meets, {
      params: { id },
      body,
    })
    return [nextChangeAt, until]
  }
  const left = '2020-07-01T12:00:00.000Z'
  const came = '2020-06-01T12:00:00.000Z'
  expect(await later('in segment "Asked"', '2020-06-01T11:59:59.999Z')).toEqual([came, came])
  expect(await later('in segment "Asked"', time)).toEqual([left, left])
  expect(await later('in segment "Asked"', left)).toEqual([null, null])
  expect(await later('in segment "Asked" or everyone', time)).toEqual([left, null])
  const why = await running.ask(routes.explain.customer, {
    params: { id },
    query: { locale: 'pt-BR' },
    body: { segment: 'Asked', at: time },
  })
  const leftWords = expect.stringMatching(/^1º de julho de 2020 às \d\d:00$/)
  expect(why).toEqual({
    member: true,
    asOf: '2020-06-01T12:00:00.000Z',
    nextChangeAt: left,
    until: left,
    untilWords: leftWords,
    reading: 'Está no segmento “Asked”',
    tree: {
      type: 'segment',
      reading: 'Está no segmento “Asked”',
      meets: true,
      nextChangeAt: left,
      nextChangeWords: leftWords,
      observed: null,
      seen: [],
      pin: null,
      of: [
        {
          type: 'all',
          reading: 'Fez “Asked” pelo menos uma vez nos últimos 30 dias, e Cidade é “olinda”',
          meets: true,
          nextChangeAt: left,
          nextChangeWords: leftWords,
          observed: null,
          seen: [],
          of: [
            {
              type: 'did',
              reading: 'Fez “Asked” pelo menos uma vez nos últimos 30 dias',
              meets: true,
              nextChangeAt: left,
              nextChangeWords: leftWords,
              observed: '1',
              seen: [
                'uma vez',
                expect.stringMatching(/^em (?:[12]º? de junho de 2020|31 de maio de 2020)$/),
                expect.stringMatching(
                  /^próxima mudança em 1º de julho de 2020 às \d\d:00, se nada/,
                ),
              ],
              count: 1,
              latest: [
                {
                  id: expect.any(String),
                  name: 'Asked',
                  time: came,
                  words: expect.stringMatching(/^[12]º? de junho de 2020$|^31 de maio de 2020$/),
                },
              ],
              otherMoney: 0,
            },
            {
              type: 'field',
              reading: 'Cidade é “olinda”',
              meets: true,
              nextChangeAt: null,
              nextChangeWords: null,
              observed: '“Olinda”',
              seen: ['“Olinda”'],
            },
          ],
        },
      ],
    },
    nearestFlip: {
      changes: [{ kind: 'field', field: 'city', value: null }],
      words: ['se Cidade não fosse “olinda” (ou estivesse em branco)'],
      proven: true,
      reading: 'Isso mudaria se Cidade não fosse “olinda” (ou estivesse em branco).',
    },
  })
  const nobody = { params: { id: '12345' }, body: { text } }
  expect((await running.refused(routes.explain.customer, nobody)).code).toBe('not_found')
  expect((await running.refused(routes.customers.meets, nobody)).code).toBe('not_found')
})
