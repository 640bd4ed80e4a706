import { contestedReason } from '../domain/customer/duplicates/contested.ts'
import { keyOf } from '../domain/customer/links.ts'
import { decisionsOf, type Decision, type Pair } from '../store/clickhouse/duplicates.ts'
import { readIdentities } from '../store/clickhouse/identities.ts'
import { contestedLinks, type Contested, type LinkPlace } from '../store/clickhouse/links.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { readCustomers, type ShownCustomer } from './customer.ts'
import { iso } from './instants.ts'
import type { Works } from './works.ts'

export type ShownContested = {
  left: ShownCustomer
  right: ShownCustomer
  identifier: { kind: string; value: string }
  at: string
  source: string
  en: string
  pt: string
}

/** So many links are looked through for one page: of some the two are one customer's by now. */
const mostLooked = 2_000
const linksPerRead = 200

/** Pairs of customers whom messages would make one, as the two are now; by the identifier that both were seen with. */
export async function contestedPage(
  works: Works,
  asked: { readonly state: Decision; readonly limit: number; readonly cursor?: string | undefined },
  signal: AbortSignal,
): Promise<{ items: ShownContested[]; next: string | null }> {
  const items: ShownContested[] = []
  let after = placeOf(asked.cursor)
  for (let looked = 0; looked < mostLooked; looked += linksPerRead) {
    const links = await contestedLinks(works.database, { after, limit: linksPerRead }, { signal })
    for (const { link, shown } of await described(works, links, asked.state, signal)) {
      after = afterOf(link)
      if (shown !== undefined) items.push(shown)
      if (items.length >= asked.limit) return { items, next: writeCursor([...after]) }
    }
    if (links.length < linksPerRead) return { items, next: null }
  }
  return { items, next: after === undefined ? null : writeCursor([...after]) }
}

/** Each with both customers, where there are two, and they were said to be so. */
async function described(
  works: Works,
  links: readonly Contested[],
  state: Decision,
  signal: AbortSignal,
): Promise<{ readonly link: Contested; readonly shown: ShownContested | undefined }[]> {
  const ends = links.flatMap(({ weak, strong }) => [weak, strong])
  const owners = await readIdentities(works.database, ends)
  const pairs = links.map(({ weak, strong }) => {
    return pairOf(owners.get(keyOf(weak)), owners.get(keyOf(strong)))
  })
  const there = pairs.flatMap((pair) => pair ?? [])
  const [said, customers] = await Promise.all([
    decisionsOf(works.database, there),
    readCustomers(works, [...new Set(there.flatMap(({ left, right }) => [left, right]))], signal),
  ])
  const byId = new Map(customers.map((each) => [each.id, each]))
  return links.map((link, i) => {
    const pair = pairs[i]
    const [left, right] = [byId.get(pair?.left ?? ''), byId.get(pair?.right ?? '')]
    const isSaid = pair !== undefined && said(pair) === state
    if (!isSaid || left === undefined || right === undefined) return { link, shown: undefined }
    const { weak: identifier, at, source } = link
    return {
      link,
      shown: { left, right, identifier, at: iso(at), source, ...contestedReason(link) },
    }
  })
}

/** The lesser id left; undefined where they are one, or one is nobody's. */
function pairOf(one: string | undefined, other: string | undefined): Pair | undefined {
  if (one === undefined || other === undefined || one === other) return undefined
  return BigInt(one) < BigInt(other) ? { left: one, right: other } : { left: other, right: one }
}

function afterOf({ weak, strong }: Contested): LinkPlace {
  return [weak.kind, weak.value, strong.kind, strong.value]
}

function placeOf(cursor: string | undefined): LinkPlace | undefined {
  const [kind, value, strongKind, strong] = readCursor(cursor, 4) ?? []
  if (kind === undefined || value === undefined) return undefined
  return [kind, value, strongKind ?? '', strong ?? '']
}
