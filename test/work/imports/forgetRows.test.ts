import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import {
  changeImport,
  createImport,
  importById,
  untried,
} from '../../../src/store/operational/imports.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { forgetRows, forgetTried } from '../../../src/work/imports/forgetRows.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-forget-rows-'))
const folder = join(directory, 'rejected')
let operational: Operational
beforeAll(async () => {
  mkdirSync(folder)
  operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })
})
afterAll(async () => {
  await operational.close()
  rmSync(directory, { recursive: true })
})

const result = {
  rows: 3,
  new: 1,
  changed: 0,
  unchanged: 0,
  rejected: 2,
  conflicts: 0,
  cleared: {},
  errors: [
    { column: 'email', reason: 'canary@ is no address', fix: 'Mend it', count: 2, rows: [2] },
  ],
  samples: [{ row: 3, result: 'new', key: 'canary', conflict: false, changes: [] }],
  dryRun: false,
}

async function ended(kind: string, state: 'done' | 'tried' | 'running', finished: number) {
  const { db } = operational
  const { id } = await createImport(db, { kind, fileName: 'x.csv', options: {} }, 0)
  const rejectedFile = join('rejected', `import-${id}.csv`)
  writeFileSync(join(directory, rejectedFile), 'canary')
  const end = state === 'running' ? {} : { finished, rejectedFile, result }
  await changeImport(db, id, { state, ...end })
  return id
}

const forget = async (now: number, endedBefore: number) =>
  await forgetRows({ db: operational.db, directory }, { now, endedBefore })

test('the rows that an import keeps of people go when its time is over, and its counts stay', async () => {
  const old = await ended('customers', 'done', 1_000)
  const orders = await ended('orders', 'tried', 1_000)
  const young = await ended('customers', 'done', 2_000)
  const running = await ended('customers', 'running', 0)
  await forget(5_000, 2_000)
  const made = await importById(operational.db, old)
  expect(made).toMatchObject({ forgotten: 5_000, result: { rejected: 2, samples: [] } })
  expect(made).toMatchObject({
    result: { errors: [{ column: 'email', fix: 'Mend it', count: 2 }] },
  })
  expect(made?.rejectedFile).toBeUndefined()
  expect(JSON.stringify(made)).not.toContain('canary')
  expect((await importById(operational.db, orders))?.rejectedFile).toBeUndefined()
  expect((await importById(operational.db, young))?.result).toEqual(result)
  expect(readdirSync(folder).sort()).toEqual([`import-${young}.csv`, `import-${running}.csv`])
})

test('of what is tried and not begun the rows go that it shows, and all by which it is read stays', async () => {
  const { db } = operational
  const detection = {
    format: 'csv',
    csv: 'spool/x',
    columns: [{ name: 'E-mail', at: 0, type: 'email', examples: ['canary@x'] }],
    questions: [],
    sample: [['canary@x']],
    lists: ['VIP'],
  }
  const tried = async (state: 'ready' | 'checking' | 'waiting' | 'running') => {
    const id = await ended('customers', 'done', 1)
    await changeImport(db, id, { state, detection, result: { ...result, dryRun: true } })
    return id
  }
  const [ready, checking, running] = [
    await tried('ready'),
    await tried('checking'),
    await tried('running'),
  ]
  const orders = (await createImport(db, { kind: 'orders', fileName: 'x', options: {} }, 0)).id
  await changeImport(db, orders, {
    state: 'ready',
    detection: { columns: ['Cliente'], sample: [['canary']] },
  })
  await forgetTried({ db, directory }, 7_000)
  for (const id of [ready, checking]) {
    const made = await importById(db, id)
    expect(JSON.stringify(made)).not.toContain('canary')
    expect(made).toMatchObject({
      forgotten: 7_000,
      detection: { ...detection, columns: [{ name: 'E-mail', type: 'email' }], sample: [] },
      result: { rows: 3, rejected: 2, samples: [] },
    })
  }
  expect(existsSync(join(folder, `import-${ready}.csv`))).toBe(false)
  expect(await importById(db, running)).toMatchObject({ detection, result: { samples: [{}] } })
  expect((await importById(db, orders))?.detection).toEqual({ columns: ['Cliente'], sample: [] })
  // Tried again, it shows rows again, which then are forgotten too.
  await changeImport(db, ready, { ...untried, state: 'checking' })
  expect((await importById(db, ready))?.forgotten).toBeUndefined()
  for (const id of [ready, checking, running, orders]) await changeImport(db, id, { state: 'done' })
})

test('a file goes to which nothing points, but never one that an import under way may come to', async () => {
  const { db } = operational
  const kept = await ended('customers', 'done', 9_000)
  const told = await ended('customers', 'done', 9_000)
  // As a kill leaves it between the note and the removal.
  await changeImport(db, told, { rejectedFile: null, forgotten: 9_500 })
  const running = await ended('customers', 'running', 0)
  writeFileSync(join(folder, `import-${kept}.csv.part`), 'canary')
  writeFileSync(join(folder, `import-${running}.csv.part`), 'canary')
  writeFileSync(join(folder, 'import-999999.xlsx'), 'canary')
  await forget(9_600, 0)
  const there = (name: string) => existsSync(join(folder, name))
  expect(there(`import-${kept}.csv`)).toBe(true)
  expect(there(`import-${running}.csv.part`)).toBe(true)
  expect(there(`import-${told}.csv`)).toBe(false)
  expect(there(`import-${kept}.csv.part`)).toBe(false)
  expect(there('import-999999.xlsx')).toBe(false)
})
