import type { Failure } from '../../failure.ts'
import type { ItemWhere } from '../condition.ts'
import { Cursor } from './cursor.ts'
import { parseGroup } from './group.ts'
import { reading } from './parse.ts'
import { itemLeaf } from './parseDid.ts'
import { tokenise } from './tokens.ts'

/**
 * Reads tests of one item as they stand in `any item (…)`: `category starts with "coffee" and price > 20`.
 * What comes back is as it was said, neither checked nor normal. A failure says line and column.
 */
export function parseItemText(text: string): ItemWhere | Failure {
  return reading(text, () => {
    const cursor = new Cursor(tokenise(text))
    const where = parseGroup<ItemWhere>(cursor, itemLeaf)
    if (cursor.peek().kind !== 'end') throw cursor.expected(['and', 'or', 'the end'])
    return where
  })
}
