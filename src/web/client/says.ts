import type { Failure } from '../../domain/failure.ts'

/** One thing said to whoever is at the page. */
export type Notice =
  | {
      readonly id: number
      readonly kind: 'done'
      readonly text: string
      readonly way?: Way | undefined
    }
  | { readonly id: number; readonly kind: 'failed'; readonly failure: Failure }

/** Something that can be done about what was said: undo it, say. */
export type Way = { readonly label: string; readonly run: () => void }

/** So long a notice of success stays; one of trouble until it is put away. */
const shownMs = 5_000

let notices: readonly Notice[] = []
let heard: (() => void) | undefined
let lastId = 0

/** Says something to whoever is at the page, wherever they are in it. */
export const says = {
  done: (text: string, way?: Way): void => {
    const id = put({ id: ++lastId, kind: 'done', text, way })
    // What can be done about it is to be reached in time.
    setTimeout(() => drop(id), way === undefined ? shownMs : shownMs * 4)
  },
  failed: (failure: Failure): void => void put({ id: ++lastId, kind: 'failed', failure }),
}

function put(notice: Notice): number {
  // More than three nobody reads.
  notices = [...notices.slice(-2), notice]
  heard?.()
  return notice.id
}

/** Puts a notice away. */
export function drop(id: number): void {
  notices = notices.filter((notice) => notice.id !== id)
  heard?.()
}

/** Those that are to be seen now. */
export function standing(): readonly Notice[] {
  return notices
}

/** Tells when they change, until what it returns is called. */
export function hear(listener: () => void): () => void {
  heard = listener
  return () => {
    heard = undefined
  }
}
