import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openBackup } from '../../../src/work/backup/verify.ts'
import { differences, stateOf } from '../../crash/digest.ts'
import { Shop } from './shop.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-amid-'))
const shop = new Shop(root, 'shop')
afterAll(async () => {
  await shop.server.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Enough that each work below takes a while. */
const people = 4_000

/** What is under way when the backup is made; answered once it is asked for, not when it is done. */
const works: Readonly<Record<string, () => Promise<unknown>>> = {
  'a field being indexed anew': async () =>
    await shop.server.ask('PATCH', '/api/fields/apelido', { searchable: true, filterable: true }),
  'a type being changed': async () =>
    await shop.server.ask('POST', '/api/fields/pontos/type', { type: 'integer' }),
  'two customers being merged': async () => {
    const { items } = await shop.server.ask('GET', '/api/customers?limit=2')
    const [keep, drop] = (items as { id: string }[]).map(({ id }) => id)
    return await shop.server.ask('POST', '/api/customers/merge', { keep, drop })
  },
  'an import being undone': async () => await shop.server.ask('POST', '/api/imports/1/undo', {}),
}

test('made in the midst of any work, it comes to the end to which that work comes', async () => {
  await shop.open()
  await shop.post(10)
  for (const field of ['apelido', 'pontos']) {
    const made = { name: field, type: 'text', filterable: false }
    await shop.server.ask('POST', '/api/fields', made)
  }
  const file = join(root, 'clientes.csv')
  const rows = Array.from({ length: people }, (_, i) => `c${i},Cliente ${i},Nego ${i % 99},${i}`)
  writeFileSync(file, `codigo,Nome,apelido,pontos\n${rows.join('\n')}\n`)
  const words = ['--key', 'codigo', '--map', 'apelido=apelido', '--map', 'pontos=pontos', '--yes']
  const came = await shop.command('import', 'customers', file, ...words)
  if (came.code !== 0) throw new Error(came.err)
  const amid: string[] = []
  for (const [n, [what, begin]] of Object.entries(works).entries()) {
    await shop.server.start('')
    const begun = begin()
    await sleep(20)
    const target = join(root, `backup-${n}`)
    const { id } = await shop.server.ask('POST', '/api/backups', { directory: target })
    await begun
    await over(Number(id))
    const { head } = await openBackup(target)
    if (head.position > head.applied) amid.push(what)
    await shop.settle()
    const expected = await stateOf(shop.directory)
    const restored = new Shop(root, `restored-${n}`)
    const made = await restored.command('restore', target, '--json')
    expect([made.code, made.err]).toEqual([0, ''])
    await restored.settle()
    const found = differences(inEnd(expected), inEnd(await stateOf(restored.directory)))
    expect([what, found]).toEqual([what, []])
    rmSync(restored.directory, { recursive: true })
  }
  // Else nothing was under way, and this shows nothing.
  expect(amid).not.toEqual([])
  expect(shop.problems).toEqual([])
})

async function over(job: number): Promise<void> {
  for (;;) {
    const { state, problem } = await shop.server.ask('GET', `/api/jobs/${job}`)
    if (state === 'done') return
    if (state !== 'waiting' && state !== 'running') throw new Error(String(problem))
    await sleep(20)
  }
}

/** The backup's own job had not ended when it was made. */
function inEnd(state: Awaited<ReturnType<typeof stateOf>>) {
  return Object.fromEntries(Object.entries(state).filter(([table]) => table !== 'jobs'))
}
