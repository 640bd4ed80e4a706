import { limitOf, strengthOf, type Identifier, type IdentityRules } from './identity.ts'
import { isSurer, keyOf, pairKey, type Link } from './links.ts'

/**
 * What became of a link.
 * - tree: by it the two are one customer's; or were, until somebody parted them
 * - same: they are one customer's by surer links
 * - apart: they would make two people one
 * - beyond: they would bring more of a kind together than the limit
 */
export const linkStates = ['tree', 'same', 'apart', 'beyond'] as const
export type LinkState = (typeof linkStates)[number]

/** A link that was looked at. */
export type Judged = Link & {
  readonly state: LinkState
  /** Nobody said it in a message: the two were given to one customer some other way. */
  readonly given: boolean
}

/** A link that is to be looked at; `gave`: those of the two that became a customer's by it. */
export type Said = Link & { readonly gave: readonly Identifier[] }

/** All that decides what links come to: of every customer who has one of their identifiers. */
export type JoinWorld = {
  /** By id. */
  readonly customers: ReadonlyMap<
    string,
    { readonly created: number; readonly identifiers: readonly Identifier[] }
  >
  /** What was found before, of every identifier of theirs. */
  readonly judged: readonly Judged[]
  readonly said: readonly Said[]
  /** Keys of identifiers that became theirs by links that are not looked at yet. */
  readonly unsettled: ReadonlySet<string>
  readonly rules: IdentityRules
}

export type JoinPlan = {
  /** What is to be known of links from now on. */
  readonly links: readonly Judged[]
  /** Customers of whom nothing is left: all of theirs becomes another's. */
  readonly merges: readonly { readonly keep: string; readonly drop: string }[]
  /** Identifiers that become another's, with what was done under them. */
  readonly moves: readonly {
    readonly from: string
    readonly to: string
    readonly identifiers: readonly Identifier[]
  }[]
}

/**
 * What links come to: which customers are one, and which identifiers change hands.
 *
 * Identifiers and links are a graph; the surest links of it that join no two user ids are its minimum
 * spanning forest, in which user ids are roots (Kruskal 1956; a link that is the least sure of a cycle is in
 * no such forest, however many more are added: so what is found not to count never counts again, and only
 * the trees of the two that a link names need be known). The forest follows from the set of links: in whatever
 * order, and in whatever portions, they come, it is the same. Limits are the exception: what is beyond one
 * depends on what was there before.
 */
export function planJoins(world: JoinWorld): JoinPlan {
  const forest = new Forest(world)
  const inOrder = world.said.toSorted((a, b) =>
    isSurer({ ...a, given: false }, { ...b, given: false }) ? -1 : 1,
  )
  for (const said of inOrder) forest.hear(said)
  return { links: forest.changed(), ...changesOf(world, forest) }
}

class Forest {
  /** By the key of each identifier, the links of its tree, by the key of the other end. */
  readonly ends = new Map<string, Map<string, Judged>>()
  readonly identifiers = new Map<string, Identifier>()
  /** By the key of each identifier, its customer as things stand. */
  readonly owners = new Map<string, string>()
  private readonly known = new Map<string, Judged>()
  private readonly news = new Map<string, Judged>()
  private readonly rules: IdentityRules

  constructor({ customers, judged, said, unsettled, rules }: JoinWorld) {
    this.rules = rules
    for (const [id, { identifiers }] of customers) {
      for (const each of identifiers) {
        const key = keyOf(each)
        if (unsettled.has(key)) continue
        this.identifiers.set(key, each)
        this.owners.set(key, id)
        this.ends.set(key, new Map())
      }
    }
    for (const link of judged) {
      this.known.set(pairKey(link), link)
      const owner = this.owners.get(keyOf(link.weak))
      const isWhole = owner !== undefined && owner === this.owners.get(keyOf(link.strong))
      if (link.state === 'tree' && isWhole) this.tie(link)
    }
    const fresh = new Set(said.flatMap(({ gave }) => gave.map(keyOf)))
    for (const { identifiers } of customers.values()) this.bind(identifiers, fresh)
  }

  /** What is a customer's by no link was given to her: it stays with the surest that she has. */
  private bind(identifiers: readonly Identifier[], fresh: ReadonlySet<string>): void {
    const hers = identifiers.filter((each) => this.owners.has(keyOf(each))).toSorted(byStrength)
    const root = hers.find((each) => !fresh.has(keyOf(each)))
    if (root === undefined) return
    const reached = new Set(this.treeOf(keyOf(root)))
    for (const each of hers) {
      const key = keyOf(each)
      if (reached.has(key) || (fresh.has(key) && this.ends.get(key)?.size === 0)) continue
      const pair = { strong: root, weak: each }
      const at = this.known.get(pairKey(pair))?.at ?? 0
      this.judge({ ...pair, at, state: 'tree', given: true })
      for (const more of this.treeOf(key)) reached.add(more)
    }
  }

  hear(said: Said): void {
    const known = this.known.get(pairKey(said))
    const link = {
      weak: said.weak,
      strong: said.strong,
      at: Math.min(said.at, known?.at ?? said.at),
      given: known?.given === true,
    }
    const [one, other] = [keyOf(said.weak), keyOf(said.strong)]
    if (this.ends.get(one)?.has(other) === true) return this.judge({ ...link, state: 'tree' })
    // Parted since by somebody, who knows better: it stays so.
    if (known?.state === 'tree') return this.note({ ...link, state: 'tree' })
    if (this.ends.has(one) && this.ends.has(other)) return this.weigh(link)
    this.note({ ...link, state: known?.state ?? stateOfNobodys(said) })
  }

  private weigh(link: Omit<Judged, 'state'>): void {
    const [one, other] = [keyOf(link.weak), keyOf(link.strong)]
    const path = this.path(one, (key) => key === other)
    if (path !== undefined) return this.shorten(link, path)
    const roots = [this.path(one, this.isRoot), this.path(other, this.isRoot)]
    const [hers, others] = roots
    if (hers !== undefined && others !== undefined) return this.contest(link, [...hers, ...others])
    this.judge({ ...link, state: this.fit(one, other) ? 'tree' : 'beyond' })
  }

  /** Both are of one tree: the least sure link of the circle goes. */
  private shorten(link: Omit<Judged, 'state'>, path: readonly Judged[]): void {
    const least = leastSure(path)
    if (least === undefined || !isSurer(link, least)) return this.judge({ ...link, state: 'same' })
    this.judge({ ...least, state: 'same' })
    this.judge({ ...link, state: 'tree' })
  }

  /** They are two people's: what lies between goes to whose link is surer. */
  private contest(link: Omit<Judged, 'state'>, path: readonly Judged[]): void {
    const least = leastSure(path)
    if (least === undefined || !isSurer(link, least)) return this.judge({ ...link, state: 'apart' })
    this.untie(least)
    const [one, other] = [keyOf(link.weak), keyOf(link.strong)]
    const isFree = [one, other].some((key) => this.path(key, this.isRoot) === undefined)
    if (isFree && this.fit(one, other)) {
      this.judge({ ...least, state: 'apart' })
      return this.judge({ ...link, state: 'tree' })
    }
    this.tie(least)
    this.judge({ ...link, state: isFree ? 'beyond' : 'apart' })
  }

  private readonly isRoot = (key: string): boolean => this.identifiers.get(key)?.kind === rootKind

  /** Whether their trees together have no more of any kind than is allowed. */
  private fit(one: string, other: string): boolean {
    const [hers, others] = [this.countsOf(one), this.countsOf(other)]
    return [...hers].every(([kind, n]) => {
      const more = others.get(kind) ?? 0
      return more === 0 || n + more <= limitOf(this.rules, kind)
    })
  }

  private countsOf(key: string): Map<string, number> {
    const counts = new Map<string, number>()
    for (const each of this.treeOf(key)) {
      const kind = this.identifiers.get(each)?.kind ?? ''
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
    return counts
  }

  /** The keys of all that are in one tree with it. */
  treeOf(key: string): string[] {
    const found = new Set([key])
    for (const each of found) for (const next of this.ends.get(each)?.keys() ?? []) found.add(next)
    return [...found]
  }

  /** The links from there to the nearest that is meant; undefined where none is reached. */
  private path(from: string, isMeant: (key: string) => boolean): Judged[] | undefined {
    const cameBy = new Map<string, { readonly before: string; readonly link: Judged } | undefined>()
    cameBy.set(from, undefined)
    for (const key of cameBy.keys()) {
      if (isMeant(key)) return wayBack(cameBy, key)
      for (const [next, link] of this.ends.get(key) ?? []) {
        if (!cameBy.has(next)) cameBy.set(next, { before: key, link })
      }
    }
    return undefined
  }

  private judge(link: Judged): void {
    this.untie(link)
    if (link.state === 'tree') this.tie(link)
    this.note(link)
  }

  private note(link: Judged): void {
    this.known.set(pairKey(link), link)
    this.news.set(pairKey(link), link)
  }

  private tie(link: Judged): void {
    const [one, other] = [keyOf(link.weak), keyOf(link.strong)]
    this.ends.get(one)?.set(other, link)
    this.ends.get(other)?.set(one, link)
  }

  private untie(link: Link): void {
    const [one, other] = [keyOf(link.weak), keyOf(link.strong)]
    this.ends.get(one)?.delete(other)
    this.ends.get(other)?.delete(one)
  }

  changed(): readonly Judged[] {
    return [...this.news.values()]
  }
}

const rootKind = 'user_id'

function byStrength(one: Identifier, other: Identifier): number {
  const [a, b] = [strengthOf(one.kind), strengthOf(other.kind)]
  if (a !== b) return a - b
  return keyOf(one) < keyOf(other) ? -1 : 1
}

/** Of a link of which one end is nobody's: a second user id that somebody calls hers, or more than the limit. */
function stateOfNobodys({ weak }: Link): LinkState {
  return weak.kind === rootKind ? 'apart' : 'beyond'
}

function leastSure(path: readonly Judged[]): Judged | undefined {
  let least: Judged | undefined
  for (const link of path) if (least === undefined || isSurer(least, link)) least = link
  return least
}

function wayBack(
  cameBy: ReadonlyMap<string, { readonly before: string; readonly link: Judged } | undefined>,
  to: string,
): Judged[] {
  const links: Judged[] = []
  for (let at = cameBy.get(to); at !== undefined; at = cameBy.get(at.before)) links.push(at.link)
  return links
}

/** What customers must change for each tree to be one's. */
function changesOf(world: JoinWorld, forest: Forest): Pick<JoinPlan, 'merges' | 'moves'> {
  const merges: { keep: string; drop: string }[] = []
  const moves: { from: string; to: string; identifiers: readonly Identifier[] }[] = []
  const seen = new Set<string>()
  for (const key of forest.identifiers.keys()) {
    if (seen.has(key)) continue
    const tree = forest.treeOf(key)
    for (const each of tree) seen.add(each)
    const shares = sharesOf(tree, forest)
    if (shares.size < 2) continue
    const isWhole = (id: string): boolean =>
      shares.get(id)?.length === world.customers.get(id)?.identifiers.length
    const home = homeOf(shares, world, isWhole)
    if (home === undefined) continue
    for (const [id, identifiers] of shares) {
      if (id === home) continue
      if (isWhole(id)) merges.push({ keep: home, drop: id })
      else moves.push({ from: id, to: home, identifiers })
    }
  }
  return { merges, moves }
}

/** Of a tree, what is whose as things stand. */
function sharesOf(tree: readonly string[], forest: Forest): Map<string, Identifier[]> {
  const shares = new Map<string, Identifier[]>()
  for (const key of tree) {
    const [owner, identifier] = [forest.owners.get(key), forest.identifiers.get(key)]
    if (owner === undefined || identifier === undefined) continue
    shares.set(owner, [...(shares.get(owner) ?? []), identifier])
  }
  return shares
}

/** Who has the user id; else who was there first, of those of whom nothing else is left. */
function homeOf(
  shares: ReadonlyMap<string, readonly Identifier[]>,
  { customers }: JoinWorld,
  isWhole: (id: string) => boolean,
): string | undefined {
  const rooted = [...shares].filter(([, some]) => some.some(({ kind }) => kind === rootKind))
  const ids = rooted.length > 0 ? rooted.map(([id]) => id) : [...shares.keys()].filter(isWhole)
  const made = (id: string): number => customers.get(id)?.created ?? 0
  const [first] = ids.toSorted((a, b) => made(a) - made(b) || (BigInt(a) < BigInt(b) ? -1 : 1))
  return first
}
