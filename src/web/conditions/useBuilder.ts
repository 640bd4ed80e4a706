import { useCallback, useEffect, useReducer } from 'react'
import type { Condition } from '../../domain/segment/condition.ts'
import { asGroup } from './tree.ts'

/** What somebody is writing, and what it was before each change and after each that was undone. */
type History = {
  readonly now: Condition
  readonly past: readonly Condition[]
  readonly future: readonly Condition[]
}

type Move =
  | { readonly type: 'change'; readonly to: Condition }
  | { readonly type: 'undo' | 'redo' }
  | { readonly type: 'begin'; readonly with: Condition }

/** Further back nobody goes. */
const mostSteps = 200

function step(history: History, move: Move): History {
  const { now, past, future } = history
  switch (move.type) {
    case 'change':
      return { now: move.to, past: [...past, now].slice(-mostSteps), future: [] }
    case 'undo': {
      const before = past.at(-1)
      return before === undefined
        ? history
        : { now: before, past: past.slice(0, -1), future: [now, ...future] }
    }
    case 'redo': {
      const [next, ...later] = future
      return next === undefined ? history : { now: next, past: [...past, now], future: later }
    }
    case 'begin':
      return { now: move.with, past: [], future: [] }
  }
}

export type Builder = {
  readonly condition: Condition
  readonly change: (to: Condition) => void
  readonly begin: (from: Condition) => void
  readonly undo: (() => void) | undefined
  readonly redo: (() => void) | undefined
}

/** Holds what is being written; under the name of a draft it is kept in this browser at every change. */
export function useBuilder(draft: string | undefined, first: Condition): Builder {
  const [history, move] = useReducer(step, undefined, () => ({
    now: (draft === undefined ? undefined : draftOf(draft)) ?? asGroup(first),
    past: [],
    future: [],
  }))
  const { now, past, future } = history
  useEffect(() => {
    if (draft !== undefined && past.length > 0) {
      localStorage.setItem(keyOf(draft), JSON.stringify(now))
    }
  }, [draft, now, past.length])
  const undo = past.length > 0 ? () => move({ type: 'undo' }) : undefined
  const redo = future.length > 0 ? () => move({ type: 'redo' }) : undefined
  const change = useCallback((to: Condition) => move({ type: 'change', to: asGroup(to) }), [])
  const begin = useCallback((from: Condition) => move({ type: 'begin', with: asGroup(from) }), [])
  return { condition: now, change, begin, undo, redo }
}

/** Ctrl/Cmd-Z undoes, with Shift it does again, wherever on the page one is: of a page that is there to write. */
export function useUndoKeys({ undo, redo }: Builder): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
      // A field of text undoes its own typing.
      if (event.target instanceof HTMLTextAreaElement) return
      event.preventDefault()
      if (event.shiftKey) redo?.()
      else undo?.()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [undo, redo])
}

/** What was written here before and not saved; undefined where nothing was. */
export function draftOf(draft: string): Condition | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(draft)) ?? 'null')
    return typeof kept === 'object' && kept !== null ? asGroup(kept as Condition) : undefined
  } catch {
    return undefined
  }
}

/** It is saved, or not wanted any more. */
export function dropDraft(draft: string): void {
  localStorage.removeItem(keyOf(draft))
}

function keyOf(draft: string): string {
  return `clientela.draft.${draft}`
}
