import { useCallback } from 'react'
import type { Condition } from '../../domain/segment/condition.ts'
import { keptDraft, useDraft, type Drafting } from '../ui/useDraft.ts'
import { asGroup } from './tree.ts'

export type Builder = Pick<Drafting<Condition>, 'change' | 'begin' | 'undo' | 'redo'> & {
  readonly condition: Condition
}

/** Holds the condition that is being written; under the name of a draft it is kept in this browser at every change. */
export function useBuilder(draft: string | undefined, first: Condition): Builder {
  const kept = () => (draft === undefined ? undefined : draftOf(draft))
  const writing = useDraft<Condition>(draft, () => kept() ?? asGroup(first))
  const { now, change: to, begin: from, undo, redo } = writing
  const change = useCallback((next: Condition) => to(asGroup(next)), [to])
  const begin = useCallback((next: Condition) => from(asGroup(next)), [from])
  return { condition: now, change, begin, undo, redo }
}

/** What was written here before and not saved; undefined where nothing was. */
export function draftOf(draft: string): Condition | undefined {
  const kept = keptDraft(draft)
  return kept === undefined ? undefined : asGroup(kept as Condition)
}
