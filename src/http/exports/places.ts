import { placeFields } from '../../domain/reference/builtin.ts'
import type { PlaceKind } from '../../domain/reference/place.ts'
import type { Reference } from '../../domain/reference/reference.ts'
import { countReferences, everyReference } from '../../store/clickhouse/references.ts'
import { sql } from '../../store/sql/sql.ts'
import { given } from '../given.ts'
import { referenceCatalog, showPlace } from '../reference.ts'
import type { Works } from '../works.ts'
import { fieldColumns, looseColumn } from './reference.ts'
import { exportSeconds, type Exportable } from './send.ts'

type Asked = { readonly by?: PlaceKind | undefined; readonly search?: string | undefined }

/** The reference tables of places: all of them, those of one kind, or those that a search finds. */
export async function placesFor(
  works: Works,
  { by, search = '' }: Asked,
  signal: AbortSignal,
): Promise<Exportable<Reference>> {
  const { database } = works
  const catalog = await referenceCatalog(works, 'place')
  const choice = { search, ...given({ where: by === undefined ? undefined : sql`by = ${by}` }) }
  return {
    name: 'places',
    columns: [
      { name: 'place', label: 'Lugar', type: 'text', of: ({ id }) => id },
      ...fieldColumns(catalog, { [placeFields.name]: 'Nome' }),
      looseColumn,
    ],
    rows: () => everyReference(database, 'place', choice, { signal, maxSeconds: exportSeconds }),
    show: (place) => showPlace(place, catalog),
    asOf: works.clock(),
    total: await countReferences(database, 'place', choice, { signal }),
  }
}
