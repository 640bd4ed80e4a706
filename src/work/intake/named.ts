import type { Identifier } from '../../domain/customer/identity.ts'
import type { Said } from '../../domain/customer/join.ts'
import { keyOf, pairKey, type Link } from '../../domain/customer/links.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readLinks, saidRow, type Sourced } from '../../store/clickhouse/links.ts'
import type { IdentityMemory, Prepared } from './prepare.ts'

/** Since when two are known to have been named together; `gave`, where that waits to be looked at still. */
export type KnownLink = { readonly at: number; readonly gave: readonly Identifier[] }

/**
 * What the messages of a set say of which identifiers are one customer's. Only what is new is written down, to be
 * looked at by an entry of its own: that two were not named together before, or not for an instant so early.
 */
export class Named {
  private readonly known: ReadonlyMap<string, KnownLink>
  private readonly links = new Map<string, { link: Sourced<Link>; version: number }>()
  private readonly given = new Set<string>()

  /** @param known by the keys of pairs */
  constructor(known: ReadonlyMap<string, KnownLink> = new Map()) {
    this.known = known
  }

  /** A message that was taken says those. */
  hear(links: readonly Link[] | undefined, source: string, version: number): void {
    for (const link of links ?? []) {
      const key = pairKey(link)
      const at = this.links.get(key)?.link.at ?? this.known.get(key)?.at
      if (at !== undefined && at <= link.at) continue
      this.links.set(key, { link: { ...link, source }, version })
    }
  }

  /** By a message that identifier, which was nobody's, became a customer's. */
  gave(identifier: Identifier): void {
    this.given.add(keyOf(identifier))
  }

  /** What is to be looked at. */
  news(): readonly Sourced<Said>[] {
    return [...this.links.values()].map(({ link }) => ({ ...link, gave: this.givenOf(link) }))
  }

  rows(): readonly Record<string, unknown>[] {
    return [...this.links.values()].map(({ link, version }) =>
      saidRow({ ...link, gave: this.givenOf(link) }, version),
    )
  }

  private givenOf(link: Link): Identifier[] {
    const before = this.known.get(pairKey(link))?.gave.map(keyOf)
    return [link.weak, link.strong].filter((each) => {
      const key = keyOf(each)
      return this.given.has(key) || before?.includes(key) === true
    })
  }
}

/** What is known of the links that parts say. What is remembered is asked for only where it may not be enough. */
export async function lookUpLinks(
  database: Database,
  {
    parts,
    memory,
    before,
  }: {
    readonly parts: readonly Prepared[]
    readonly memory: IdentityMemory
    readonly before: number
  },
): Promise<Map<string, KnownLink>> {
  const known = new Map<string, KnownLink>()
  const asked = new Map<string, Identifier>()
  for (const { links = [] } of parts) {
    for (const link of links) {
      const key = pairKey(link)
      const at = memory.get(rememberedAs(key))
      if (at !== undefined && Number(at) <= link.at) known.set(key, { at: Number(at), gave: [] })
      else asked.set(keyOf(link.weak), link.weak)
    }
  }
  if (asked.size === 0) return known
  const { judged, said } = await readLinks(database, [...asked.values()], before)
  for (const link of judged) known.set(pairKey(link), { at: link.at, gave: [] })
  for (const { gave, ...link } of said) {
    const key = pairKey(link)
    known.set(key, { at: Math.min(link.at, known.get(key)?.at ?? link.at), gave })
  }
  return known
}

/** Once they are written: since when those two were named together, so that the next message need not ask. */
export function rememberLinks(memory: IdentityMemory, links: readonly Link[]): void {
  for (const link of links) memory.set(rememberedAs(pairKey(link)), String(link.at))
}

/** No key of an identifier begins so. */
function rememberedAs(key: string): string {
  return `\n${key}`
}
