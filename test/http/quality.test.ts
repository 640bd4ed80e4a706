import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import type { Answer } from '../../src/api/route.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

type Report = NonNullable<Answer<typeof routes.quality.read>>

async function report(): Promise<Report> {
  let job = await running.ask(routes.quality.run, {})
  while (job.state === 'waiting' || job.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 30))
    job = await running.ask(routes.jobs.read, { params: { id: job.id } })
  }
  expect(job).toMatchObject({ kind: 'quality', state: 'done', problem: null })
  const made = await running.ask(routes.quality.read, {})
  expect(made?.job).toBe(job.id)
  return made as Report
}

async function finding(field: string, code: string) {
  const { fields } = await report()
  return fields.find((each) => each.field === field)?.findings.find((each) => each.code === code)
}

/** Of everybody by the shop's id, her values. */
async function everybody(): Promise<Record<string, unknown>> {
  const { items } = await running.ask(routes.customers.list, { query: { limit: 1_000 } })
  return Object.fromEntries(
    items.map(({ identifiers, fields }) => [identifiers['user_id']?.[0], fields]),
  )
}

async function bring(customers: readonly Readonly<Record<string, string>>[]): Promise<void> {
  await Promise.all(
    customers.map((fields, i) =>
      running.ask(routes.customers.create, {
        body: { identifiers: { user_id: `u${i}` }, fields: { ...fields } },
      }),
    ),
  )
  await running.settled()
}

async function ended(id: number) {
  for (;;) {
    const run = await running.ask(routes.imports.read, { params: { id } })
    if (run.state !== 'waiting' && run.state !== 'running') return run
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

test('before the first look there is no report', async () => {
  expect(await running.ask(routes.quality.read, {})).toBeNull()
})

describe('what is found', () => {
  beforeAll(async () => {
    await bring([
      { name: 'MARIA DA SILVA', city: 'São Paulo', email: 'maria@gmial.com' },
      { name: "joana d'ávila", city: 'São Paulo', email: 'joana@gmail.com' },
      { name: 'Rui McDonald', city: 'SAO PAULO', email: 'rui@hotmial.com' },
      { name: 'teste', city: 'sao paulo' },
      { name: '\u202eEva "<b>\' OR 1=1 --', city: 'Recife\u0000'.slice(0, 6) },
      { name: 'Gil', city: 'n/a' },
    ])
  })

  test('is said of each field, with counts, words in both languages and what mends it', async () => {
    const { customers, fields } = await report()
    expect(customers).toBe(6)
    const codes = fields.flatMap(({ field, findings }) =>
      findings.map(
        ({ code, count, mend }) =>
          `${field} ${code} ${count} ${mend === null ? 'for people' : 'mended'}`,
      ),
    )
    expect(codes.toSorted()).toEqual(
      [
        'name leftover 1 mended',
        'name odd_characters 1 mended',
        'name digits_in_name 1 for people',
        'name all_capitals 1 mended',
        'name all_small 1 mended',
        'email email_typo 2 mended',
        'city leftover 1 mended',
        'city spelling 2 mended',
        'city all_capitals 1 mended',
        'city all_small 1 mended',
      ].toSorted(),
    )
    expect(fields.find(({ field }) => field === 'city')).toMatchObject({
      filled: 6,
      share: 1,
      distinct: 5,
      invalid: 0,
      suspicious: 1,
      sources: [{ source: 'api', filled: 6, invalid: 0 }],
    })
    const [typo] = fields.find(({ field }) => field === 'email')?.findings ?? []
    expect(typo).toMatchObject({
      level: 'suspicious',
      examples: ['m•••@gmial.com', 'r•••@hotmial.com'],
      says: { pt: 'é um e-mail com o provedor digitado errado' },
      mend: { pt: 'corrigir o provedor' },
    })
  })

  test.each([
    ['city', 'spelling', { u2: 'São Paulo', u3: 'São Paulo' }],
    ['city', 'leftover', { u5: undefined }],
    ['name', 'all_small', { u1: "Joana d'Ávila" }],
    ['email', 'email_typo', { u0: 'maria@gmail.com', u2: 'rui@hotmail.com' }],
  ] as const)('%s %s is mended as the preview said, and undone', async (field, code, after) => {
    const before = await everybody()
    const body = { field, code }
    const preview = await running.ask(routes.quality.mend, { body: { ...body, dryRun: true } })
    expect(preview.import).toBeNull()
    expect(await everybody()).toEqual(before)
    const begun = await running.ask(routes.quality.mend, { body })
    expect(begun).toEqual({ ...preview, import: begun.import })
    const changed = Object.keys(after).length
    expect(preview.customers).toBe(changed)
    expect(await ended(begun.import ?? 0)).toMatchObject({
      kind: 'clean',
      state: 'done',
      result: { rows: changed, changed, rejected: 0 },
    })
    const wanted = Object.fromEntries(
      Object.entries(before).map(([id, fields]) => {
        const mended = {
          ...(fields as object),
          ...(id in after ? { [field]: after[id as never] } : {}),
        }
        return [id, JSON.parse(JSON.stringify(mended)) as unknown]
      }),
    )
    expect(await everybody()).toEqual(wanted)
    expect(await finding(field, code)).toBeUndefined()
    const params = { id: begun.import ?? 0 }
    const { undo } = await running.ask(routes.imports.undo, { params })
    expect(await ended(undo)).toMatchObject({ state: 'done' })
    expect(await everybody()).toEqual(before)
  })

  test('values are kept of a run no longer than it lasts', async () => {
    const { import: id } = await running.ask(routes.quality.mend, {
      body: { field: 'city', code: 'spelling' },
    })
    await ended(id ?? 0)
    const text = JSON.stringify(await running.ask(routes.imports.list, {}))
    expect(text).not.toContain('SAO PAULO')
  })

  test.each([
    ['nothing', 'spelling', 'not_found'],
    ['name', 'digits_in_name', 'invalid'],
    ['name', 'default_date', 'conflict'],
    ['name', 'no such thing', 'invalid'],
  ])('there is no mend of %s %s: %s', async (field, code, why) => {
    const body = { field, code: code as 'spelling' }
    expect((await running.refused(routes.quality.mend, { body })).code).toBe(why)
  })
})
