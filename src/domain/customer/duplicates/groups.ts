/** Two customers who may be one. */
type Pair = { readonly left: string; readonly right: string }

/**
 * Who is one customer by those pairs, the surest of which come first: groups of two or more in which
 * everybody is a pair with everybody (complete linkage). Of a chain, A like B and B like C but A not like
 * C, it is the surer two: what each link alone says of its ends is little, and a chain may lead anywhere.
 */
export function groupsOf(pairs: readonly Pair[]): readonly (readonly string[])[] {
  const alike = new Set(
    pairs.flatMap(({ left, right }) => [`${left} ${right}`, `${right} ${left}`]),
  )
  const groupOf = new Map<string, readonly string[]>()
  for (const { left, right } of pairs) {
    const [one, other] = [groupOf.get(left) ?? [left], groupOf.get(right) ?? [right]]
    if (one.includes(right)) continue
    if (!one.every((a) => other.every((b) => alike.has(`${a} ${b}`)))) continue
    const both = [...one, ...other]
    for (const each of both) groupOf.set(each, both)
  }
  return [...new Set(groupOf.values())]
}
