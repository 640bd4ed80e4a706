import { sql } from 'kysely'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { bind } from '../../../src/store/operational/bind.ts'
import { createJob, jobById } from '../../../src/store/operational/jobs.ts'
import { createList, listById, listByName } from '../../../src/store/operational/lists.ts'
import { readMark, writeMark } from '../../../src/store/operational/marks.ts'
import type { Operational } from '../../../src/store/operational/open.ts'
import { createSegment, segmentById } from '../../../src/store/operational/segments.ts'
import { onBoth } from './stores.ts'

const pieces =
  `' " \` \\ -- /* ; ? $1 :a % _ {p0:Int64} x;DROP/**/TABLE/**/inbox 👩‍👩‍👧 ã İ \u202E \uFEFF \u00A0 x`
    .split(' ')
    .concat(' ', '\n', '\r', '\t')

/** Texts that have broken others: quotes, comments, placeholders, statements, emoji, combining marks. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
  fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join('')),
)
const named = nasty.filter((text) => text.trim() !== '' && !text.includes('\0'))
const runs = { numRuns: 60 }

onBoth((stores) => {
  let store: Operational
  beforeAll(async () => {
    store = await stores.open()
  })

  test('any text comes back as it was given', async () => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(named, nasty, async (name, value) => {
        n += 1
        const list = await createList(store.db, { name: `${n} ${name}` }, n)
        expect(await listById(store.db, list.id)).toEqual(list)
        expect((await listByName(store.db, list.name))?.id).toBe(list.id)
        const condition = { type: 'field', field: name, test: { op: 'exactly', value } } as const
        const segment = await createSegment(store.db, { name: `${n} ${name}`, condition }, n)
        expect((await segmentById(store.db, segment.id))?.condition).toEqual(condition)
      }),
      runs,
    )
  })

  test('any JSON comes back as it was given, NUL and lone surrogates in its texts too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const same = JSON.parse(JSON.stringify(value)) as unknown
        const job = await createJob(store.db, { kind: 'k', options: value }, 1)
        expect((await jobById(store.db, job.id))?.options).toEqual(same)
        await writeMark(store.db, 'any', value, 1)
        expect(await readMark(store.db, 'any')).toEqual(same)
      }),
      runs,
    )
    const broken = ['a\0b', '\uD800', 'x\uDC00y']
    await writeMark(store.db, 'broken', broken, 1)
    expect(await readMark(store.db, 'broken')).toEqual(broken)
  })

  test('any bytes come back as they were given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), named, async (payload, kind) => {
        const position = await store.inbox.append(kind, payload)
        const [entry] = await store.inbox.take(position - 1, 1)
        expect(entry).toMatchObject({ position, kind })
        expect(entry?.payload).toEqual(payload)
      }),
      runs,
    )
  })

  test('a text of a megabyte comes back whole', async () => {
    const value = "'é👍\\".repeat(200_000)
    await writeMark(store.db, value.slice(0, 100), value, 1)
    expect((await readMark(store.db, value.slice(0, 100))) === value).toBe(true)
  })

  test('numbers, booleans, bigints, bytes and null mean the same in both', async () => {
    const { int, bytes } =
      stores.engine === 'sqlite'
        ? { int: sql`integer`, bytes: sql`blob` }
        : { int: sql`bigint`, bytes: sql`bytea` }
    const back = async (value: unknown, type = int): Promise<unknown> => {
      const cast = sql<{ v: unknown }>`SELECT CAST(${value} AS ${type}) AS v`
      return (await cast.execute(store.db)).rows[0]?.v
    }
    const integers = [
      0,
      -0,
      1,
      -1,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      2n ** 53n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ]
    for (const value of integers) expect(await back(value)).toEqual(value === 0 ? 0 : value)
    expect(await back(5n)).toBe(5)
    expect(await back(true)).toBe(1)
    expect(await back(false)).toBe(0)
    expect(await back(null)).toBeNull()
    expect(await back(new Uint8Array([0, 39, 92, 255]), bytes)).toEqual(
      new Uint8Array([0, 39, 92, 255]),
    )
    expect(await back(new Uint8Array(0), bytes)).toEqual(new Uint8Array(0))
    const pooled = Buffer.from('pooled')
    expect(await back(pooled, bytes)).toEqual(new Uint8Array(pooled))
    await fc.assert(
      fc.asyncProperty(
        fc.maxSafeInteger(),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        async (n, big) => {
          expect(await back(n)).toBe(n === 0 ? 0 : n)
          expect(BigInt((await back(big)) as number | bigint)).toBe(big)
        },
      ),
      runs,
    )
  })

  test('a text never lands in a column of numbers', async () => {
    const insert = sql`INSERT INTO jobs (id, kind, state, options, progress, cancel, "by", created)
      VALUES (${'one'}, 'k', 'new', '{}', '{}', 0, '', 0)`
    await expect(insert.execute(store.db)).rejects.toThrow(/mismatch|bigint/i)
  })

  test('text with NUL is refused with the mend, and lone surrogates become U+FFFD', async () => {
    await expect(createList(store.db, { name: 'a\0b' }, 1)).rejects.toMatchObject({
      failure: { code: 'invalid', fix: expect.stringContaining('Remove it') as string },
    })
    const list = await createList(store.db, { name: 'a\uD800b\uDE00c' }, 1)
    expect((await listById(store.db, list.id))?.name).toBe('a\uFFFDb\uFFFDc')
  })
})

test('what cannot be kept exactly is refused before it reaches a database', () => {
  const inexact = [
    1.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    2n ** 63n,
    undefined,
    {},
    [],
    new Date(0),
    Symbol('s'),
  ]
  for (const value of inexact) expect(() => bind(value)).toThrow(TypeError)
})
