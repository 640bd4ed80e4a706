import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let segment: number
beforeAll(async () => {
  running = await startRunning()
  const body = { name: 'Recife', text: 'city = "Recife"' }
  segment = (await running.ask(routes.segments.create, { body })).id
  await running.settled()
})
afterAll(async () => await running.close())

type Heard = { readonly event: string; readonly data: Record<string, unknown>; readonly id: string }

/** Listens as a browser does: events with data, and the place that it would name when it comes back. */
async function listen(query = '', last = '') {
  const over = new AbortController()
  const headers = last === '' ? undefined : { 'last-event-id': last }
  const given = { signal: over.signal, ...(headers === undefined ? {} : { headers }) }
  const response = await running.fetch(`/api/segments/changes/live${query}`, given)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const heard: Heard[] = []
  let place = ''
  const reading = (async () => {
    let text = ''
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const of = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
        place = of('id') ?? place
        const data = of('data')
        if (data === undefined) continue
        const said = JSON.parse(data) as Heard['data']
        heard.push({ event: of('event') ?? '', data: said, id: place })
      }
    }
  })()
  const ended = reading.then(
    () => true,
    () => false,
  )
  return { heard, place: () => place, ended, stop: () => over.abort() }
}

async function changesOf(listening: Awaited<ReturnType<typeof listen>>, count: number) {
  const changes = () => listening.heard.filter(({ event }) => event === 'change')
  await expect.poll(() => changes().length).toBeGreaterThanOrEqual(count)
  return changes().map(({ data }) => [data['what'], data['customer']])
}

test('entries come as they are made, with how many are in, and from where somebody stopped to listen', async () => {
  const first = await listen()
  await expect.poll(first.place).not.toBe('')
  const ana = await running.customer('ana', { city: 'Recife' })
  expect(await changesOf(first, 1)).toEqual([['entered', ana]])
  await expect
    .poll(() => first.heard.map(({ event }) => event))
    .toEqual(['change', 'count', 'place'])
  expect(first.heard[1]?.data).toEqual({ segment, count: 1, known: 1 })
  const place = first.place()
  first.stop()

  const bia = await running.customer('bia', { city: 'Recife' })
  await running.settled()
  const again = await listen(`?segments=${segment}`, place)
  expect(await changesOf(again, 1)).toEqual([['entered', bia]])
  const elsewhere = await listen('?segments=999', place)
  const caio = await running.customer('caio', { city: 'Recife' })
  expect(await changesOf(again, 2)).toEqual([
    ['entered', bia],
    ['entered', caio],
  ])
  expect(elsewhere.heard).toEqual([])
  for (const each of [again, elsewhere]) each.stop()
})

test('a place that is none is refused, and whoever listens does not keep the server from stopping', async () => {
  const wrong = await running.fetch('/api/segments/changes/live', {
    headers: { 'last-event-id': 'x' },
  })
  expect(wrong.status).toBe(400)
  const open = await listen()
  await expect.poll(open.place).not.toBe('')
  await running.program.stop()
  expect(await open.ended).toBe(true)
})
