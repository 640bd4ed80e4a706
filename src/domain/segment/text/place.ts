import type { Condition } from '../condition.ts'
import { placeOf, tokenise } from './tokens.ts'

/**
 * Where in a text that was read as that condition a path of it is spoken of: `line 1, column 7` of the
 * first mention of the field that the path leads to. Undefined where it leads to none.
 */
export function placeInText(text: string, condition: Condition, path: string): string | undefined {
  const name = fieldAt(condition, path)
  const mention = tokenise(text).find(
    ({ kind, value }) => (kind === 'word' || kind === 'string') && value === name,
  )
  return mention === undefined ? undefined : placeOf(text, mention.offset)
}

/** The field of the innermost part on the way, as `of[1].of.test` leads to it. */
function fieldAt(condition: Condition, path: string): string | undefined {
  let part: unknown = condition
  let name: string | undefined
  for (const step of ['', ...(path.match(/[a-z]+|\d+/gi) ?? [])]) {
    if (typeof part !== 'object' || part === null) break
    if (step !== '') part = Reflect.get(part, step)
    if (typeof part === 'object' && part !== null && 'field' in part) name = String(part.field)
  }
  return name
}
