import { createHash, createHmac } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { failure, isFailure, Refusal } from '../../domain/failure.ts'
import type { Arrival } from '../../domain/arrival.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  liftedAmong,
  readBurials,
  whoIsStored,
  type Burial,
} from '../../store/clickhouse/burials.ts'
import { identifiersOfGone } from '../../store/clickhouse/erasure.ts'
import { resolveMerged } from '../../store/clickhouse/merged.ts'
import { identifiersIn, readRecords } from '../../store/clickhouse/records.ts'
import { lastVersionOf } from '../../store/clickhouse/version.ts'
import { readInstallationKeys } from '../../store/operational/meta.ts'
import type { Operational } from '../../store/operational/open.ts'
import { tombstoneHash } from '../intake/tombstone.ts'
import { beginUndo, partingOf } from '../intake/undo/begin.ts'

/** Tells installations from each other, and says nothing else: an HMAC by a secret of theirs, cut short. */
export async function installationOf({ db }: Operational): Promise<string> {
  const { customer } = await readInstallationKeys(db)
  return createHmac('sha256', customer).update('installation').digest('hex').slice(0, 16)
}

const head = z.strictObject({
  kind: z.literal('clientela erasures'),
  installation: z.string(),
  at: z.int(),
})
const line = z.strictObject({
  hash: z.string(),
  customer: z.string().regex(/^\d{1,20}$/),
  at: z.int(),
  lifted: z.boolean(),
})
const end = z.strictObject({ sha256: z.string() })

/**
 * Who was deleted, and who may come again, as lines of JSON: keyed hashes of identifiers and bare ids. The
 * last line is the SHA-256 of all before. With it an old backup is restored without those who were
 * deleted since ({@link eraseAgain}); nobody can read from it who they were.
 */
export async function* writeErasures(
  { database, operational }: { readonly database: Database; readonly operational: Operational },
  now: number,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const said = (lines: readonly object[]): string => {
    const text = lines.map((each) => `${JSON.stringify(each)}\n`).join('')
    hash.update(text)
    return text
  }
  const installation = await installationOf(operational)
  yield said([{ kind: 'clientela erasures', installation, at: now } satisfies z.input<typeof head>])
  for await (const some of readBurials(database)) yield said(some)
  yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`
}

export type Restored = {
  /** Without anybody else who writes. */
  readonly database: Database
  readonly operational: Operational
  /** Of the last arrival that the backup holds. */
  readonly position: number
  readonly clock: () => number
}

/**
 * Takes a list of erasures to what was restored: identifiers of who was deleted since are refused from
 * now on, and whoever is there again is deleted by an arrival that the program takes in first. Answers
 * how many. The list was read whole before ({@link demandErasures}).
 */
export async function eraseAgain(restored: Restored, file: string): Promise<number> {
  const { database, operational, position } = restored
  const { tombstone } = await readInstallationKeys(operational.db)
  const hashOf = (each: Identifier): string => tombstoneHash(each, Buffer.from(tombstone, 'hex'))
  const parted = await partedSince(restored, file)
  const spared = new Set([...parted.values()].flat().map(hashOf))
  // Above what is there of those hashes, below whatever arrives from now on.
  const version = lastVersionOf(position)
  for await (const some of batches(file)) {
    // Without the ids: one of somebody who came after the backup may be given again to somebody else.
    const rows = some
      .filter(({ hash, lifted }) => isHash(hash) && (lifted || !spared.has(hash)))
      .map(({ hash, at, lifted }) => ({
        hash,
        customer_id: '0',
        at,
        version,
        deleted: lifted ? 1 : 0,
      }))
    if (rows.length > 0) await database.insert('tombstones', rows)
    for (const { hash, lifted } of some) if (lifted) spared.delete(hash)
  }
  let erased = 0
  for await (const some of batches(file)) {
    const customers = await whoIsStored(database, namedIn(some))
    const had = await identifiersOf(database, customers)
    for (const customer of customers) {
      if (parted.delete(customer)) await part(restored, customer)
      await append(operational, { kind: 'delete customer', customer })
      const mayLift = had.get(customer)?.filter((each) => !spared.has(hashOf(each))) ?? []
      await liftAgain(restored, mayLift, hashOf)
      erased += 1
    }
  }
  return erased
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

async function append({ inbox }: Operational, arrival: Arrival): Promise<void> {
  await inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)))
}

/** Of whoever is there, and of whoever was and may be again. */
async function identifiersOf(
  database: Database,
  customers: readonly string[],
): Promise<ReadonlyMap<string, readonly Identifier[]>> {
  const records = await readRecords(database, customers)
  const had = new Map<string, readonly Identifier[]>()
  for (const customer of customers) {
    const record = records.get(customer)
    const gone = record === undefined ? await identifiersOfGone(database, customer) : undefined
    had.set(customer, record === undefined ? (gone ?? []) : identifiersIn(record))
  }
  return had
}

/** Her deletion refuses all that she had: what somebody has let come again since is let come again. */
async function liftAgain(
  { database, operational }: Restored,
  had: readonly Identifier[],
  hashOf: (each: Identifier) => string,
): Promise<void> {
  const lifted = await liftedAmong(database, had.map(hashOf))
  for (const { kind, value } of had.filter((each) => lifted.has(hashOf(each)))) {
    await append(operational, { kind: 'lift tombstone', identifiers: { [kind]: value } })
  }
}

/** Those whom the list says to be deleted, each once. */
function namedIn(some: readonly Burial[]): string[] {
  const named = some.filter(({ customer, lifted }) => !lifted && customer !== '0')
  return [...new Set(named.map(({ customer }) => customer))]
}

/**
 * Who was merged into somebody when the backup was made, and was deleted since while that one was not: so the
 * two had been parted before, and have to be again, or what is hers would stay with the other. With her
 * identifiers, which may not be refused before: she would not come back to be deleted. Her deletion does that.
 */
async function partedSince(
  { database }: Restored,
  file: string,
): Promise<Map<string, readonly Identifier[]>> {
  const merged = new Map<string, string>()
  for await (const some of batches(file)) {
    for (const [from, to] of await resolveMerged(database, namedIn(some))) merged.set(from, to)
  }
  if (merged.size === 0) return new Map()
  const kept = new Set(merged.values())
  const gone = new Set<string>()
  for await (const some of batches(file)) {
    for (const customer of namedIn(some)) if (kept.has(customer)) gone.add(customer)
  }
  const parted = new Map<string, readonly Identifier[]>()
  for (const [from, to] of merged) {
    if (!gone.has(to)) parted.set(from, (await identifiersOfGone(database, from)) ?? [])
  }
  return parted
}

async function part({ database, operational, clock }: Restored, customer: string): Promise<void> {
  const parting = await partingOf(database, operational.db, customer)
  // Together again with others, by an undo: only all of them could be parted.
  if (parting === undefined || isFailure(parting)) return
  await beginUndo({ operational, clock }, parting, 'restore')
}

/** Refuses a list that is damaged, or of another installation, before anything is made. */
export async function demandErasures(file: string): Promise<{ readonly installation: string }> {
  const hash = createHash('sha256')
  let first: z.output<typeof head> | undefined
  let told: string | undefined
  for await (const text of linesOf(file)) {
    if (told !== undefined) throw damaged(file)
    const value = parsed(file, text)
    const last = end.safeParse(value)
    if (last.success) told = last.data.sha256
    else if (first === undefined) first = read(file, head, value)
    else read(file, line, value)
    if (!last.success) hash.update(`${text}\n`)
  }
  if (first === undefined || told !== hash.digest('hex')) throw damaged(file)
  return first
}

/** Lines at a time. */
const together = 5_000

async function* batches(file: string): AsyncGenerator<readonly Burial[]> {
  let some: Burial[] = []
  for await (const text of linesOf(file)) {
    const value = line.safeParse(parsed(file, text))
    if (value.success) some.push(value.data)
    if (some.length < together) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Refusal(failure('not_found', `${file} cannot be read (${code})`, { where: file }))
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(file)
  }
}

function read<T extends z.ZodType>(file: string, form: T, value: unknown): z.output<T> {
  const found = form.safeParse(value)
  if (!found.success) throw damaged(file)
  return found.data
}

function damaged(file: string): Refusal {
  return new Refusal(
    failure('invalid', `${file} is not a whole list of erasures`, {
      where: file,
      fix: 'Write it anew by `clientela erasures`, or use another copy.',
    }),
  )
}
