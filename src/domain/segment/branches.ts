import { failure, type Failure } from '../failure.ts'
import type { Condition } from './condition.ts'

/** A part of a condition, with the places of its questions among those of all branches. */
export type Branch = {
  readonly condition: Condition
  /** Who meets it, of everyone. */
  readonly meets: number
  /** In an `all`, but for its first part: who meets it and all that stands before it there. */
  readonly left: number | undefined
  /** In a group: who would meet the whole if it were not there. */
  readonly without: number | undefined
  readonly of: readonly Branch[]
}

/** A condition's branches, and what has to be asked to count them, each question once. */
export type Branches = { readonly root: Branch; readonly questions: readonly Condition[] }

/** More parts than these are not counted one by one. */
const mostBranches = 100

/**
 * The branches of a condition in normal form, and the conditions by which they are counted, all of which
 * can be asked at once. Segments are counted as they are, and not looked into.
 */
export function branchesOf(condition: Condition): Branches | Failure {
  const count = partsIn(condition)
  if (count > mostBranches) {
    return failure('too_large', `The condition has ${count} branches`, {
      fix: `At most ${mostBranches} are counted: count a part of it, or save parts as segments.`,
    })
  }
  const questions: Condition[] = []
  const places = new Map<string, number>()
  const root = branch(condition, (put) => put ?? condition)
  return { root, questions }

  function branch(part: Condition, around: Around, member?: Member): Branch {
    return {
      condition: part,
      meets: asked(part),
      left: member?.left === undefined ? undefined : asked(member.left),
      without: member === undefined ? undefined : asked(around(undefined)),
      of: inside(part, around),
    }
  }

  function inside(part: Condition, around: Around): readonly Branch[] {
    if (part.type === 'not') {
      return [branch(part.of, (put) => around(put && { type: 'not', of: put }))]
    }
    if (part.type !== 'all' && part.type !== 'any') return []
    const { type, of } = part
    return of.map((each, i) => {
      const beside = (put: Condition | undefined) =>
        around({ type, of: of.flatMap((other, j) => (j !== i ? [other] : put ? [put] : [])) })
      const left: Condition | undefined =
        type === 'all' && i > 0 ? { type, of: of.slice(0, i + 1) } : undefined
      return branch(each, beside, { left })
    })
  }

  function asked(question: Condition): number {
    const key = JSON.stringify(question)
    const known = places.get(key) ?? questions.push(question) - 1
    places.set(key, known)
    return known
  }
}

/** The whole with something else in the place of a part, or without that. */
type Around = (put: Condition | undefined) => Condition

/** A part of a group, with that group up to it. */
type Member = { readonly left: Condition | undefined }

function partsIn(condition: Condition): number {
  if (condition.type === 'not') return 1 + partsIn(condition.of)
  if (condition.type !== 'all' && condition.type !== 'any') return 1
  return condition.of.reduce((count, each) => count + partsIn(each), 1)
}
