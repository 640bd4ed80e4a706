import type { Arrival } from '../domain/arrival.ts'
import { changeImport, createImport, type NewImport } from '../store/operational/imports.ts'
import type { Operational } from '../store/operational/open.ts'

/**
 * Writes a run that needs no file down, and what brings it about into the inbox: its id. What it is given
 * beside its options is kept until it ends, and no longer: values are people's.
 */
export async function beginRun(
  { operational, clock }: { readonly operational: Operational; readonly clock: () => number },
  run: NewImport,
  arrivalOf: (id: number) => Arrival,
  detection?: object,
): Promise<number> {
  const { db, inbox } = operational
  const { id } = await createImport(db, run, clock())
  await changeImport(db, id, {
    state: 'waiting',
    ...(detection === undefined ? {} : { detection }),
  })
  try {
    const arrival = arrivalOf(id)
    const position = await inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)))
    await changeImport(db, id, { position })
  } catch (error) {
    const change = {
      state: 'cancelled',
      problem: 'It could not begin',
      detection: {},
      finished: clock(),
    } as const
    await changeImport(db, id, change, ['waiting'])
    throw error
  }
  return id
}
