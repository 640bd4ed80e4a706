import { z } from 'zod'
import type { Field } from '../domain/customer/field.ts'
import { readMark, writeMark } from '../store/operational/marks.ts'
import type { Operational } from '../store/operational/open.ts'

/**
 * Fields whose columns are being filled from what is stored: by name, the inbox position of the arrival
 * that fills them, 0 while that is not yet known. Until it is applied no condition on them is answered,
 * since it would be answered wrongly.
 */
const indexing = z.record(z.string(), z.int())
const markName = 'indexing'

/** Changes a field by `change` and has the columns of it, and everybody's search text, made anew. */
export async function reindexing<T>(
  operational: Operational,
  { field, refuse }: { readonly field: Field; readonly refuse: boolean },
  change: () => Promise<T>,
): Promise<{ readonly changed: T; readonly position: number }> {
  // Noted before the flag is there: a kill in between is made good by `finishReindexing`.
  if (refuse) await note(operational, field.name, 0)
  const changed = await change()
  const position = await appendReindex(operational)
  if (refuse) await note(operational, field.name, position)
  return { changed, position }
}

/** The names of the fields that are being indexed. */
export async function fieldsBeingIndexed(operational: Operational): Promise<ReadonlySet<string>> {
  const entries = Object.entries(await noted(operational))
  if (entries.length === 0) return new Set()
  const { applied } = await operational.inbox.state()
  return new Set(
    entries.filter(([, position]) => position === 0 || position > applied).map(([name]) => name),
  )
}

/** At a start: what an earlier process had begun and not said. */
export async function finishReindexing(operational: Operational): Promise<void> {
  for (const [name, position] of Object.entries(await noted(operational))) {
    if (position === 0) await note(operational, name, await appendReindex(operational))
  }
}

async function appendReindex({ inbox }: Operational): Promise<number> {
  return await inbox.append('reindex', Buffer.from(JSON.stringify({ kind: 'reindex' })))
}

async function note(operational: Operational, name: string, position: number): Promise<void> {
  const { applied } = await operational.inbox.state()
  const waiting = Object.entries(await noted(operational)).filter(
    ([, each]) => each === 0 || each > applied,
  )
  const value = { ...Object.fromEntries(waiting), [name]: position }
  await writeMark(operational.db, markName, value, Date.now())
}

async function noted({ db }: Operational): Promise<Readonly<Record<string, number>>> {
  return indexing.parse((await readMark(db, markName)) ?? {})
}
