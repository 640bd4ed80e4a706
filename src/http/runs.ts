import type { Arrival } from '../domain/arrival.ts'
import { changeImport, createImport, type NewImport } from '../store/operational/imports.ts'
import { bring } from './arrive.ts'
import type { Works } from './works.ts'

/**
 * Writes a run that needs no file down, and what brings it about into the inbox: its id. What it is given
 * beside its options is kept until it ends, and no longer: values are people's.
 */
export async function beginRun(
  works: Works,
  run: NewImport,
  arrivalOf: (id: number) => Arrival,
  detection?: object,
): Promise<number> {
  const { db } = works.operational
  const { id } = await createImport(db, run, works.clock())
  await changeImport(db, id, {
    state: 'waiting',
    ...(detection === undefined ? {} : { detection }),
  })
  try {
    const position = await bring(works, arrivalOf(id))
    await changeImport(db, id, { position })
  } catch (error) {
    const finished = works.clock()
    const change = {
      state: 'cancelled',
      problem: 'It could not begin',
      detection: {},
      finished,
    } as const
    await changeImport(db, id, change, ['waiting'])
    throw error
  }
  return id
}
