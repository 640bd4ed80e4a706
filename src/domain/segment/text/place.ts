import type { Condition } from '../condition.ts'
import { readTree } from './parse.ts'
import type { Names } from './names.ts'
import { placeOf } from './tokens.ts'

/**
 * Where in a text that was read as that condition the part begins to which a path of it leads:
 * `line 1, column 7` of the test of a field, of a `did`, of a name of a segment. Of a group it is the
 * first of these inside. Undefined where it leads to none.
 */
export function placeInText(text: string, condition: Condition, path: string): string | undefined {
  const part = partAt(condition, path)
  const [first] = part === undefined ? [] : leavesOf(part)
  if (first === undefined) return undefined
  // The normal form groups otherwise than the text, and has the same leaves in the same order.
  const nth = leavesOf(condition).indexOf(first)
  const { condition: tree, begins } = readTree(text, anyName)
  const offset = beginsOf(tree, begins)[nth]
  return offset === undefined ? undefined : placeOf(text, offset)
}

/** Names are known already to be some; of which there is, a place does not tell. */
const anyName: Names = {
  segmentId: () => 1,
  segmentName: () => undefined,
  listId: () => 1,
  listName: () => undefined,
}

/** The innermost condition on the way, as `of[1].of.test` leads to it; none for the whole. */
function partAt(condition: Condition, path: string): Condition | undefined {
  if (path === '') return undefined
  let part = condition
  for (const step of path.match(/[a-z]+|\d+/gi) ?? []) {
    if (part.type === 'not' && step === 'of') part = part.of
    else if (part.type === 'all' || part.type === 'any') {
      const inner = step === 'of' ? part : part.of[Number(step)]
      if (inner === undefined) return undefined
      part = inner
    } else break
  }
  return part
}

function leavesOf(condition: Condition): readonly Condition[] {
  if (condition.type === 'all' || condition.type === 'any') return condition.of.flatMap(leavesOf)
  return condition.type === 'not' ? leavesOf(condition.of) : [condition]
}

/** Where each leaf begins, or what stands around it where the text says its contrary (`a != 1`). */
function beginsOf(
  condition: Condition,
  begins: ReadonlyMap<object, number>,
  around = 0,
): readonly number[] {
  const begin = begins.get(condition) ?? around
  if (condition.type === 'all' || condition.type === 'any') {
    return condition.of.flatMap((each) => beginsOf(each, begins, begin))
  }
  return condition.type === 'not' ? beginsOf(condition.of, begins, begin) : [begin]
}
