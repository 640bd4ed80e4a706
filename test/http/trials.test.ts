import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function sent(...lines: readonly string[]): Promise<number> {
  const options = { key: 'codigo' }
  const body = { kind: 'customers', fileName: 'x.csv', options } as const
  const { id } = await running.ask(routes.imports.create, { body })
  const upload = { upload: lines.join('\n') }
  await running.ask(routes.imports.upload, { params: { id } }, upload)
  return id
}

/** An import of rows, once it is no longer under way. */
async function ended(id: number) {
  for (;;) {
    const run = await running.ask(routes.imports.read, { params: { id } })
    if (run.kind !== 'customers') throw new Error(`an import of ${run.kind}`)
    if (!['checking', 'waiting', 'running'].includes(run.state)) return run
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function tried(id: number) {
  await running.ask(routes.imports.check, { params: { id } })
  return await ended(id)
}

test('what a trial said no longer stands once something else is said, or the import has begun', async () => {
  const id = await sent('codigo,Nascimento', '1,25/04/1990', '2,13/13/1990')
  const first = await tried(id)
  expect(first).toMatchObject({ state: 'ready', result: { new: 1, rejected: 1, dryRun: true } })
  expect(first.result?.rejectedFile).toContain('rejected')
  const options = { map: { Nascimento: 'ignore' } }
  const changed = await running.ask(routes.imports.change, { params: { id }, body: { options } })
  expect(changed.result).toBeNull()
  await running.ask(routes.imports.start, { params: { id } })
  const done = await ended(id)
  expect(done).toMatchObject({ state: 'done', result: { new: 2, rejectedFile: null } })
  expect((await running.refused(routes.imports.rejected, { params: { id } })).code).toBe(
    'not_found',
  )
})

test('an import that was tried and given up was tried, and cannot be undone', async () => {
  const id = await sent('codigo,city', '9,Rio')
  await tried(id)
  await running.ask(routes.imports.cancel, { params: { id } })
  expect(await ended(id)).toMatchObject({ state: 'tried', problem: null, result: { new: 1 } })
  const why = await running.refused(routes.imports.undo, { params: { id } })
  expect([why.code, why.message]).toEqual(['conflict', 'This import was only tried'])
  expect((await running.refused(routes.imports.start, { params: { id } })).code).toBe('conflict')
})

test('when somebody is deleted, what is tried and not begun shows no rows any more, and can begin', async () => {
  const body = { identifiers: { user_id: 'heron-1' }, fields: { city: 'Recife' } }
  await running.ask(routes.customers.create, { body })
  await running.settled()
  const id = await sent('codigo,Nascimento', 'heron-1,25/04/1990', 'heron-2,99/99/1990')
  const before = await tried(id)
  const { rejectedFile = null } = before.result ?? {}
  expect([JSON.stringify(before).includes('heron-1'), existsSync(rejectedFile ?? '')]).toEqual([
    true,
    true,
  ])
  const by = { kind: 'user_id', value: 'heron-1' }
  const { id: customer } = await running.ask(routes.customers.find, { params: by })
  await running.ask(routes.customers.remove, { params: { id: customer } })
  await running.settled()
  const after = await ended(id)
  expect(after).toMatchObject({ state: 'ready', result: { rows: 2, rejected: 1, samples: [] } })
  expect(JSON.stringify(after)).not.toContain('heron')
  expect(existsSync(rejectedFile ?? '')).toBe(false)
  await running.ask(routes.imports.start, { params: { id } })
  expect(await ended(id)).toMatchObject({ state: 'done', result: { new: 0, rejected: 2 } })
})

test('when somebody is deleted, rejected rows and samples go at once, and the download says so', async () => {
  const id = await sent('codigo,Nascimento', 'canary-1,25/04/1990', 'canary-2,99/99/1990')
  await running.ask(routes.imports.start, { params: { id } })
  const done = await ended(id)
  const { rejectedFile = null } = done.result ?? {}
  expect([done.result?.rejected, existsSync(rejectedFile ?? '')]).toEqual([1, true])
  expect(JSON.stringify(done.result)).toContain('canary')
  const by = { kind: 'user_id', value: 'canary-1' }
  const { id: customer } = await running.ask(routes.customers.find, { params: by })
  await running.ask(routes.customers.remove, { params: { id: customer } })
  await running.settled()
  const after = await ended(id)
  expect(after.result).toMatchObject({ rows: 2, rejected: 1, rejectedFile: null, samples: [] })
  expect(JSON.stringify(after)).not.toMatch(/canary|99.99/)
  expect(existsSync(rejectedFile ?? '')).toBe(false)
  const gone = await running.refused(routes.imports.rejected, { params: { id } })
  expect([gone.code, gone.message]).toEqual([
    'not_found',
    expect.stringContaining('were removed at'),
  ])
})
