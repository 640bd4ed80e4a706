/** Segments and lists by name and back: the text form names them, the condition holds their ids. */
export type Names = {
  readonly segmentId: (name: string) => number | undefined
  readonly segmentName: (id: number) => string | undefined
  readonly listId: (name: string) => number | undefined
  readonly listName: (id: number) => string | undefined
  /** All names, to suggest one where the text has another. */
  readonly segmentNames?: Iterable<string>
  readonly listNames?: Iterable<string>
}

/** Names out of two tables of id → name. */
export function namesOf(
  segments: ReadonlyMap<number, string>,
  lists: ReadonlyMap<number, string>,
): Names {
  const segmentIds = new Map([...segments].map(([id, name]) => [name, id]))
  const listIds = new Map([...lists].map(([id, name]) => [name, id]))
  return {
    segmentId: (name) => segmentIds.get(name),
    segmentName: (id) => segments.get(id),
    listId: (name) => listIds.get(name),
    listName: (id) => lists.get(id),
    segmentNames: segmentIds.keys(),
    listNames: listIds.keys(),
  }
}
