import { editionOf } from '../store/operational/definitions.ts'
import { listSegments } from '../store/operational/segments.ts'
import type { Db } from '../store/operational/tables.ts'
import {
  readStandings,
  standingNow,
  standingsEdition,
  type Standing,
} from '../work/refresh/standing.ts'

/** A segment, and as of when its stored members are; undefined where they are not of its present definition. */
export type StandingSegment = {
  readonly id: number
  readonly name: string
  /** Milliseconds. */
  readonly asOf: number | undefined
}

type Read = {
  readonly edition: string
  readonly segments: readonly { readonly id: number; readonly name: string }[]
  /** Of those that are of their present definition. */
  readonly standings: ReadonlyMap<number, Standing>
}

/** Reads them when one is another, and else only how far they are kept up: they are asked for at each page view. */
export function standingSegmentsReader(db: Db): () => Promise<readonly StandingSegment[]> {
  let last: Read | undefined
  return async () => {
    for (;;) {
      const edition = await editionNow(db)
      if (last?.edition === edition) return await asTheyStand(db, last)
      // What was changed while it was read may be there in part: then it is not of that edition, and read again.
      last = await read(db, edition)
    }
  }
}

async function editionNow(db: Db): Promise<string> {
  const [definitions, standings] = await Promise.all([editionOf(db), standingsEdition(db)])
  return `${definitions} ${standings}`
}

async function read(db: Db, edition: string): Promise<Read> {
  const [segments, standings] = await Promise.all([listSegments(db), readStandings(db)])
  const good = segments.filter(({ id, version }) => standings.get(id)?.version === version)
  return {
    edition,
    segments: segments.map(({ id, name }) => ({ id, name })),
    standings: new Map(
      good.flatMap(({ id }): [number, Standing][] => {
        const standing = standings.get(id)
        return standing === undefined ? [] : [[id, standing]]
      }),
    ),
  }
}

async function asTheyStand(
  db: Db,
  { segments, standings }: Read,
): Promise<readonly StandingSegment[]> {
  const now = await standingNow(db, standings)
  return segments.map((each) => ({ ...each, asOf: now.get(each.id)?.asOf }))
}
