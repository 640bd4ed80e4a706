import { useCallback, useEffect, useReducer } from 'react'

/** What somebody is writing, and what it was before each change and after each that was undone. */
type History<T> = {
  readonly now: T
  readonly past: readonly T[]
  readonly future: readonly T[]
}

type Move<T> =
  | { readonly type: 'change' | 'begin'; readonly to: T }
  | { readonly type: 'undo' | 'redo' }

/** Further back nobody goes. */
const mostSteps = 200

function step<T>(history: History<T>, move: Move<T>): History<T> {
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
      return { now: move.to, past: [], future: [] }
  }
}

export type Drafting<T> = {
  readonly now: T
  readonly change: (to: T) => void
  /** Another beginning, from which nothing is undone. */
  readonly begin: (from: T) => void
  /** Undefined where there is nothing to undo; so too `redo`. */
  readonly undo: (() => void) | undefined
  readonly redo: (() => void) | undefined
}

/** Holds what is being written; under a name it is kept in this browser at every change. */
export function useDraft<T>(name: string | undefined, first: () => T): Drafting<T> {
  const [history, move] = useReducer(step<T>, undefined, () => ({
    now: first(),
    past: [],
    future: [],
  }))
  const { now, past, future } = history
  useEffect(() => {
    if (name !== undefined && past.length > 0) {
      localStorage.setItem(keyOf(name), JSON.stringify(now))
    }
  }, [name, now, past.length])
  const change = useCallback((to: T) => move({ type: 'change', to }), [])
  const begin = useCallback((to: T) => move({ type: 'begin', to }), [])
  const undo = past.length > 0 ? () => move({ type: 'undo' }) : undefined
  const redo = future.length > 0 ? () => move({ type: 'redo' }) : undefined
  return { now, change, begin, undo, redo }
}

/** Ctrl/Cmd-Z undoes, with Shift it does again, wherever on the page one is: of a page that is there to write. */
export function useUndoKeys({ undo, redo }: Pick<Drafting<unknown>, 'undo' | 'redo'>): void {
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

/** What was written under that name before and not saved; undefined where nothing was. */
export function keptDraft(name: string): object | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null')
    return typeof kept === 'object' && kept !== null ? kept : undefined
  } catch {
    return undefined
  }
}

/** It is saved, or not wanted any more. */
export function dropDraft(name: string): void {
  localStorage.removeItem(keyOf(name))
}

function keyOf(name: string): string {
  return `clientela.draft.${name}`
}
