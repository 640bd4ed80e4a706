import { timingSafeEqual } from 'node:crypto'
import type { SourceKind } from '../domain/event/source.ts'
import { listSources } from '../store/operational/sources.ts'
import type { Db } from '../store/operational/tables.ts'
import {
  isWriteKey,
  listWriteKeys,
  noteWriteKeyUsed,
  writeKeyHash,
} from '../store/operational/writeKeys.ts'

/** From which events may be taken, as the door needs to know it. */
export type OpenSource = {
  readonly code: string
  readonly kind: SourceKind
  readonly keepIp: boolean
}

export type WriteKeys = {
  /** Whose write key that is; undefined for nobody's, a revoked one's or an archived source's. Notes that it was used. */
  sourceOf(text: string): Promise<OpenSource | undefined>
  /** Keys or sources have changed. */
  forget(): void
}

type Known = {
  readonly at: number
  readonly byId: ReadonlyMap<string, { readonly hash: Buffer; readonly source: OpenSource }>
}

/** Another process may have revoked one: that is heard of after so long. */
const goodForMs = 1_000
const usedEveryMs = 60_000

/** All good keys, in memory: no request reads a store for its key, however many come or guess. */
export function makeWriteKeys(db: Db, clock: () => number): WriteKeys {
  let reading: Promise<Known> | undefined
  let known: Known | undefined
  const used = new Map<string, number>()

  async function now(): Promise<Known> {
    if (known !== undefined && Math.abs(clock() - known.at) < goodForMs) return known
    const mine = (reading ??= read(db, clock()))
    try {
      const found = await mine
      // Changed while it was read: the next asks again.
      if (reading === mine) known = found
      return found
    } finally {
      if (reading === mine) reading = undefined
    }
  }

  async function note(id: string): Promise<void> {
    const at = clock()
    if (at - (used.get(id) ?? -Infinity) < usedEveryMs) return
    used.set(id, at)
    await noteWriteKeyUsed(db, id, at)
  }

  return {
    sourceOf: async (text) => {
      if (!isWriteKey(text)) return undefined
      const id = text.split('_', 2)[1] ?? ''
      const there = (await now()).byId.get(id)
      if (there === undefined) return undefined
      if (!timingSafeEqual(there.hash, Buffer.from(writeKeyHash(text), 'hex'))) return undefined
      await note(id)
      return there.source
    },
    forget: () => {
      known = undefined
      reading = undefined
    },
  }
}

async function read(db: Db, at: number): Promise<Known> {
  const [sources, keys] = await Promise.all([listSources(db), listWriteKeys(db)])
  const open = new Map(
    sources.flatMap(({ id, code, kind, keepIp, archived }) =>
      archived === undefined ? [[id, { code, kind, keepIp }] as const] : [],
    ),
  )
  const byId = new Map(
    keys.flatMap(({ id, source: of, hash }) => {
      const source = open.get(of)
      return source === undefined ? [] : [[id, { hash: Buffer.from(hash, 'hex'), source }] as const]
    }),
  )
  return { at, byId }
}
