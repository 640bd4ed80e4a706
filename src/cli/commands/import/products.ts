import { placeKinds } from '../../../domain/reference/place.ts'
import { command, type Option } from '../../command.ts'
import { common, details, everyKind, map, positionals, take } from './rows.ts'

const { identifier: _, ...ofRecords } = everyKind

const options = {
  ...ofRecords,
  key: { type: 'string', value: 'COLUMN', says: 'The column that names the record; else guessed' },
} as const satisfies Record<string, Option>

export const importProducts = command({
  name: 'import products',
  summary: 'Bring in products from a file with one row a product',
  details: `${details} What a blank cell or no column says of a product stays as it is.`,
  positionals,
  options: { ...options, map: { ...map, says: 'A field of products, record:variants or ignore' } },
  examples: [
    { does: 'a catalogue', line: 'clientela import products produtos.xlsx --key SKU' },
    {
      does: 'see first what would change',
      line: 'clientela import products prices.csv --key sku --map "Torra=roast" --dry-run',
    },
  ],
  async run({ positionals: [file = ''], options: typed }, session) {
    const said = common({ ...typed, identifier: undefined })
    await take(session, { kind: 'products', file, typed, options: said })
  },
})

export const importPlaces = command({
  name: 'import places',
  summary: 'Bring in a reference table: what is known of postal codes, cities, states, countries',
  details: `${details} Cities are written with their state (Recife/PE), or it is in a column of its own.`,
  positionals,
  options: {
    ...options,
    by: { type: 'string', choices: placeKinds, says: 'What the places are named by' },
    map: { ...map, says: 'A field of places, record:state of a city or ignore' },
  },
  examples: [
    {
      does: 'cities',
      line: 'clientela import places ibge.csv --by city --key Município --map "UF=record:state"',
    },
  ],
  async run({ positionals: [file = ''], options: typed }, session) {
    const by = placeKinds.find((each) => each === typed.by)
    const said = {
      ...common({ ...typed, identifier: undefined }),
      ...(by === undefined ? {} : { by }),
    }
    await take(session, { kind: 'places', file, typed, options: said })
  },
})
