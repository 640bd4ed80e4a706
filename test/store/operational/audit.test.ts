import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import {
  appendAudit,
  listAudit,
  verifyAudit,
  type AuditEntry,
} from '../../../src/store/operational/audit.ts'
import type { Db } from '../../../src/store/operational/tables.ts'
import { makeAuditLog } from '../../../src/work/access/auditLog.ts'
import { onBoth, type Stores } from './stores.ts'

const length = 40

function entry(i: number): AuditEntry {
  const who = ['local', 'user:1', 'nobody'][i % 3] ?? ''
  return { at: 1_000 + i, who, action: 'POST /api/lists', subject: `id=${i}`, status: 201 }
}

async function written(stores: Stores): Promise<Db> {
  const { db } = await stores.open()
  await appendAudit(
    db,
    Array.from({ length }, (_, i) => entry(i)),
  )
  return db
}

/** One place in the log, from the first on. */
const place = fc.integer({ min: 1, max: length })
const tamperings = fc.oneof(
  fc.record({
    what: fc.constant('change' as const),
    place,
    column: fc.constantFrom('at', 'who', 'action', 'subject', 'status', 'hash'),
    value: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({ what: fc.constant('remove' as const), place }),
  fc.record({ what: fc.constant('swap' as const), place, other: place }),
  fc.record({ what: fc.constant('repeat' as const), place }),
  // With the head's row made to fit: that needs a head that was noted elsewhere.
  fc.record({ what: fc.constant('cut off' as const), place }),
)
type Tampering = typeof tamperings extends fc.Arbitrary<infer T> ? T : never

/** Does it; false where it would change nothing. */
async function tamper(db: Db, by: Tampering): Promise<boolean> {
  const rows = (await listAudit(db, {}, { limit: length })).toReversed()
  const row = rows[by.place - 1]
  if (row === undefined) return false
  switch (by.what) {
    case 'change': {
      const value = by.column === 'at' || by.column === 'status' ? by.value : String(by.value)
      await db
        .updateTable('audit')
        .set({ [by.column]: value })
        .where('seq', '=', by.place)
        .execute()
      return true
    }
    case 'remove':
      await db.deleteFrom('audit').where('seq', '=', by.place).execute()
      return true
    case 'swap': {
      const other = rows[by.other - 1]
      if (other === undefined || other === row) return false
      await db.deleteFrom('audit').where('seq', 'in', [row.seq, other.seq]).execute()
      const both = [
        { ...row, seq: other.seq },
        { ...other, seq: row.seq },
      ]
      await db.insertInto('audit').values(both).execute()
      return true
    }
    case 'repeat':
      await db
        .insertInto('audit')
        .values({ ...row, seq: length + 1 })
        .execute()
      return true
    case 'cut off': {
      await db.deleteFrom('audit').where('seq', '>=', by.place).execute()
      const hash = rows[by.place - 2]?.hash ?? ''
      await db
        .updateTable('audit_head')
        .set({ seq: by.place - 1, hash })
        .execute()
      return true
    }
  }
}

onBoth((stores) => {
  test('a log is whole, and what was noted of it earlier is in it', async () => {
    const { db } = await stores.open()
    expect(await verifyAudit(db, undefined)).toEqual({ entries: 0, head: '' })
    await appendAudit(db, [entry(0)])
    const first = await verifyAudit(db, undefined)
    await appendAudit(db, [entry(1), entry(2)])
    expect(await verifyAudit(db, first.head)).toMatchObject({ entries: 3 })
    expect((await verifyAudit(db, first.head)).problem).toBeUndefined()
    expect((await verifyAudit(db, 'f'.repeat(64))).problem).toMatchObject({ seq: 3 })
  })

  test('the database itself changes and removes no entry', async () => {
    const db = await written(stores)
    const refused = /only added/
    await expect(db.updateTable('audit').set({ who: 'x' }).execute()).rejects.toThrow(refused)
    await expect(db.deleteFrom('audit').where('seq', '=', 3).execute()).rejects.toThrow(refused)
    expect(await verifyAudit(db, undefined)).toMatchObject({ entries: length })
  })

  describe('whoever gets around that', () => {
    test('is found out by 1,000 tamperings of 1,000', async () => {
      const db = await written(stores)
      const triggers =
        stores.engine === 'sqlite'
          ? [sql`DROP TRIGGER audit_no_update`, sql`DROP TRIGGER audit_no_delete`]
          : [sql`DROP TRIGGER audit_only_added ON audit`]
      for (const each of triggers) await each.execute(db)
      const { head } = await verifyAudit(db, undefined)
      let found = 0
      await fc.assert(
        fc.asyncProperty(tamperings, async (by) => {
          const undone = new Error('as it was')
          await db
            .transaction()
            .execute(async (open) => {
              const isOther = await tamper(open, by)
              const { problem } = await verifyAudit(open, by.what === 'cut off' ? head : undefined)
              if ((problem !== undefined) !== isOther) throw new Error(`not seen: ${by.what}`)
              found += 1
              throw undone
            })
            .catch((error: unknown) => {
              if (error !== undone) throw error
            })
        }),
        { numRuns: 1_000 },
      )
      expect(found).toBe(1_000)
      expect((await verifyAudit(db, head)).problem).toBeUndefined()
    })
  })

  test('entries of many at once, and of several processes, make one chain', async () => {
    const place = await stores.place()
    const first = await stores.open(place)
    // SQLite has one process at a time.
    const second = stores.engine === 'postgres' ? await stores.open(place) : first
    const logs = [makeAuditLog(first.db, 'k'), makeAuditLog(second.db, 'k')]
    await Promise.all(
      logs.flatMap((log) => Array.from({ length: 300 }, (_, i) => log.append(entry(i)))),
    )
    expect(await verifyAudit(first.db, undefined)).toMatchObject({ entries: 600 })
    expect((await verifyAudit(first.db, undefined)).problem).toBeUndefined()
  })
})
