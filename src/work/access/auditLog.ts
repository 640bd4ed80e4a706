import { createHmac } from 'node:crypto'
import { appendAudit, type AuditEntry } from '../../store/operational/audit.ts'
import type { Db } from '../../store/operational/tables.ts'

/** Adds to the log of what was done. */
export type AuditLog = {
  /** Done when it is on disk. */
  append(entry: AuditEntry): Promise<void>
  /** How a person is named in it: a keyed hash, which says nothing once the person is deleted. */
  hashOf(person: string): string
}

type Waiting = {
  readonly entry: AuditEntry
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** Of one commit; more wait for the next. */
const together = 500

/** While one commit waits for the disk, what comes gathers for the next: many at once cost hardly more than one. */
export function makeAuditLog(db: Db, key: string): AuditLog {
  let queue: Waiting[] = []
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, together)
      queue = queue.slice(together)
      try {
        await appendAudit(
          db,
          batch.map(({ entry }) => entry),
        )
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    working = undefined
  }

  return {
    append: async (entry) =>
      await new Promise<void>((done, failed) => {
        queue.push({ entry, done, failed })
        working ??= work()
      }),
    hashOf: (person) => createHmac('sha256', key).update(person).digest('hex').slice(0, 32),
  }
}
