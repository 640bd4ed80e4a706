import type { Cursor } from './cursor.ts'

/** What conditions, tests of events and tests of items have in common. */
type Grouped<T> =
  | T
  | { readonly type: 'all' | 'any'; readonly of: readonly T[] }
  | { readonly type: 'not'; readonly of: T }

type Leaf<T> = (cursor: Cursor) => T

/** `a or b and not c`: `not` binds tightest, then `and`, then `or`. */
export function parseGroup<T extends object>(cursor: Cursor, leaf: Leaf<Grouped<T>>): T {
  return chain(cursor, 'or', 'any', () =>
    chain(cursor, 'and', 'all', () => parseUnary<T>(cursor, leaf)),
  )
}

/** A leaf, `not` one, or a group in parentheses: what may stand where a longer one would be unclear. */
export function parseUnary<T extends object>(cursor: Cursor, leaf: Leaf<Grouped<T>>): T {
  return cursor.part(() => {
    // `not asked for "…"` is a leaf of its own.
    if (!cursor.comes('not', 'asked', 'for') && cursor.takes('not')) {
      return { type: 'not', of: cursor.deeper(() => parseUnary<T>(cursor, leaf)) } as unknown as T
    }
    if (!cursor.takesSymbol('(')) return leaf(cursor) as T
    const inner = cursor.deeper(() => parseGroup<T>(cursor, leaf))
    cursor.mustSymbol(')')
    return inner
  })
}

function chain<T extends object>(
  cursor: Cursor,
  word: 'and' | 'or',
  type: 'all' | 'any',
  read: () => T,
): T {
  return cursor.part(() => {
    const first = read()
    if (!cursor.comes(word)) return first
    const of = [first]
    while (cursor.takes(word)) of.push(read())
    return { type, of } as unknown as T
  })
}
