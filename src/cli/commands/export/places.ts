import { placeKinds } from '../../../domain/reference/place.ts'
import { command } from '../../command.ts'
import { exportOptions, exportTo, filePositional, wantedOf } from './file.ts'

export const placesExport = command({
  name: 'places export',
  summary: 'Write the reference tables of places to a file: CSV, XLSX, JSONL or Parquet',
  details:
    'What is exported can be imported again as it is: each place says itself of which kind it is.',
  positionals: [filePositional],
  options: {
    by: { type: 'string', choices: placeKinds, says: 'Only those; all kinds when left out' },
    search: { type: 'string', value: 'TEXT', says: 'In the key and searchable fields' },
    ...exportOptions,
  },
  examples: [{ does: 'the cities', line: 'clientela places export cities.csv --by city' }],
  async run({ positionals: [file = ''], options }, session) {
    const { search } = options
    const by = placeKinds.find((each) => each === options.by)
    const query = {
      ...wantedOf(session, file, options),
      ...(by === undefined ? {} : { by }),
      ...(search === undefined ? {} : { search }),
    }
    const ask = () => session.download(session.routes.places.export, { query })
    await exportTo(session, file, { typed: options, ask })
  },
})
