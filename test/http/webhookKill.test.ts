import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, send } from '../crash/processes.ts'
import { ServerAt } from '../crash/server.ts'
import { eventually } from '../patience.ts'
import { startReceiver, type Receiver } from './receiver.ts'

const base = mkdtempSync(join(tmpdir(), 'clientela-webhook-kill-'))
const data = join(base, 'data')
const problems: string[] = []
const flags = ['--webhook-networks', '127.0.0.1']
const server = new ServerAt(data, (problem) => problems.push(problem), flags)
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(async () => {
  await server.stop()
  await receiver.close()
  rmSync(base, { recursive: true, force: true })
})

/** More messages come of them than are made of one reading of the ledger. */
const many = 400

/** Imports all of them as living in that city, and waits until so many are in the segment. */
async function live(city: string, inside: number): Promise<void> {
  const file = join(base, `${city}.csv`)
  const lines = Array.from({ length: many }, (_, i) => `c${i},Cliente ${i},${city}`)
  writeFileSync(file, `codigo,Nome,Cidade\n${lines.join('\n')}\n`)
  const kept = ['--key', 'codigo', '--yes']
  const { code, err } = await launch(['--data', data, 'import', 'customers', file, ...kept]).exited
  if (code !== 0) throw new Error(`exit ${code}: ${err}`)
  await eventually(async () => {
    const { size } = await server.ask('GET', '/api/segments/1')
    expect(size).toMatchObject({ count: inside })
  })
}

type Told = { readonly type: string; readonly data: { readonly customer: { readonly id: string } } }

test('what was being told at a kill is told again by the same ids, in order, and nothing is left out', async () => {
  await server.start('')
  await server.ask('POST', '/api/segments', { name: 'Recife', text: 'city = "Recife"' })
  const { id } = await server.ask('POST', '/api/webhooks', { url: receiver.url })
  const change = async (state: string) =>
    await server.ask('PATCH', `/api/webhooks/${String(id)}`, { state })
  await change('paused')
  await live('Recife', many)
  await live('Olinda', 0)
  expect(receiver.received).toEqual([])

  // It dies while the 60th and the 500th message are being answered, and much else is on its way.
  for (const nth of [60, 500]) {
    const running = await server.start('')
    receiver.reply = () => {
      if (receiver.received.length === nth) send(-running.pid, 'SIGKILL')
      return { status: 204 }
    }
    if (nth === 60) await change('active')
    expect((await running.exited).signal).toBe('SIGKILL')
  }
  receiver.reply = () => ({ status: 204 })
  await server.start('')
  await eventually(async () => {
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBeGreaterThanOrEqual(2 * many)
    expect(await server.ask('GET', `/api/webhooks/${String(id)}`)).toMatchObject({ waiting: 0 })
  })

  const firsts = new Map<string, string>()
  for (const { headers, body } of receiver.received) {
    const known = firsts.get(String(headers['webhook-id'])) ?? body
    expect(body).toBe(known)
    firsts.set(String(headers['webhook-id']), body)
  }
  expect(firsts.size).toBe(2 * many)
  const typesOf = new Map<string, readonly string[]>()
  for (const body of firsts.values()) {
    const { type, data: said } = JSON.parse(body) as Told
    typesOf.set(said.customer.id, [...(typesOf.get(said.customer.id) ?? []), type])
  }
  expect(typesOf.size).toBe(many)
  for (const types of typesOf.values()) {
    expect(types).toEqual(['segment.entered', 'segment.left'])
  }
  expect(problems).toEqual([])
})
