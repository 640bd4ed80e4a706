import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { eventually } from '../../patience.ts'
import { launch } from '../../crash/processes.ts'
import { ServerAt } from '../../crash/server.ts'

const base = mkdtempSync(join(tmpdir(), 'clientela-watch-kill-'))
const data = join(base, 'data')
const problems: string[] = []
const server = new ServerAt(data, (problem) => problems.push(problem))
afterAll(async () => {
  await server.stop()
  vi.unstubAllEnvs()
  rmSync(base, { recursive: true, force: true })
})

async function type(...words: readonly string[]): Promise<unknown> {
  const { code, out, err } = await launch(['--data', data, ...words, '--json']).exited
  if (code !== 0) throw new Error(`exit ${code}: ${err}`)
  return JSON.parse(out) as unknown
}

/** Enough for several sets, each of which is written on its own. */
const rows = 25_000

test('a file of the watched folder that a kill has caught half taken in goes on, and is taken in once', async () => {
  const folder = join(base, 'entrada')
  mkdirSync(join(folder, 'erp'), { recursive: true })
  const small = join(base, 'small.csv')
  writeFileSync(small, 'codigo,Nome,Cidade\n90001,Ana Lima,Recife\n')
  await server.start('')
  const kept = ['--key', 'codigo', '--save-template', 'erp', '--yes']
  expect(await type('import', 'customers', small, ...kept)).toMatchObject({ new: 1 })
  await server.stop()

  const lines = Array.from({ length: rows }, (_, i) => `${i + 1},Cliente ${i} da Silva,Recife`)
  const file = join(folder, 'erp', 'clientes.csv')
  writeFileSync(file, `codigo,Nome,Cidade\n${lines.join('\n')}\n`)
  vi.stubEnv('CLIENTELA_WATCH', folder)
  vi.stubEnv('CLIENTELA_WATCH_EVERY', '1s')
  const dies = await server.start('events:2')
  expect((await dies.exited).signal).toBe('SIGKILL')
  expect(existsSync(file)).toBe(false)
  const [taking = ''] = readdirSync(join(folder, 'erp'))
  expect(taking).toMatch(/^taking-[0-9a-f]{12}$/)
  expect(readdirSync(join(folder, 'erp', taking))).toEqual(['clientes.csv'])

  await server.start('')
  const done = join(folder, 'erp', 'done', 'clientes.csv')
  await eventually(() => expect(existsSync(done)).toBe(true))
  // What it was claimed in goes right after.
  await eventually(() => expect(readdirSync(join(folder, 'erp'))).toEqual(['done']))
  expect(readdirSync(join(folder, 'erp', 'done'))).toEqual(['clientes.csv'])
  const { items } = (await type('imports', 'list')) as {
    items: { fileName: string; state: string; result: object }[]
  }
  const ours = items.filter(({ fileName }) => fileName === 'clientes.csv')
  expect(ours).toMatchObject([{ state: 'done', result: { rows, new: rows, rejected: 0 } }])
  await sleep(300)
  expect(await type('status')).toMatchObject({ customers: rows + 1, watch: { done: 1, failed: 0 } })
  expect(problems).toEqual([])
})
