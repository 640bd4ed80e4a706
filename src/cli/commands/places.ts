import { placeKinds } from '../../domain/reference/place.ts'
import { command, Misuse } from '../command.ts'
import { asText, listing, table } from '../output.ts'
import { untilApplied } from '../wait.ts'
import { listingOf, listOptions, settings } from '../references.ts'

export const places = command({
  name: 'places',
  summary: 'List the places of the reference tables: postal codes, cities, states, countries',
  positionals: [
    { name: 'CONDITION', optional: true, says: 'Which, in words; all of them when left out' },
  ],
  options: {
    by: { type: 'string', choices: placeKinds, says: 'Only those; all kinds when left out' },
    ...listOptions,
  },
  examples: [
    { does: 'states', line: 'clientela places --by state' },
    { does: 'large ones', line: `clientela places --by city 'population > 1000000'` },
  ],
  async run({ positionals: [text], options }, { ask, output, routes }) {
    const { by, ...rest } = options
    const kind = placeKinds.find((each) => each === by)
    const query = { ...listingOf(text, rest), ...(kind === undefined ? {} : { by: kind }) }
    const found = await ask(routes.places.list, { query })
    const names = [...new Set(found.items.flatMap(({ fields }) => Object.keys(fields)))].slice(0, 6)
    output.result(found, () => [
      ...listing(
        ['PLACE', ...names.map((name) => name.toUpperCase())],
        found.items.map(({ id, fields }) => [id, ...names.map((name) => asText(fields[name]))]),
        'No place is so. They come by: clientela import places FILE',
      ),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

const byId = [{ name: 'PLACE', says: 'As city:Recife/PE or postal_code:50030-230' }] as const

export const placesShow = command({
  name: 'places show',
  summary: 'Show what is known of everybody in a place',
  positionals: byId,
  options: {},
  examples: [{ does: 'a city', line: 'clientela places show city:Recife/PE' }],
  async run({ positionals: [id = ''] }, { ask, output, routes }) {
    const place = await ask(routes.places.read, { params: { id } })
    output.result(place, () => [
      output.bold(place.id),
      ...table(Object.entries(place.fields).map(([name, value]) => [name, asText(value)])),
    ])
  },
})

export const placesSet = command({
  name: 'places set',
  summary: 'Say what is known of a place, in place of all that was known before',
  positionals: [
    ...byId,
    {
      name: 'FIELD=VALUE',
      says: 'A field of places and its value; as many as are wanted',
      many: true,
    },
  ],
  options: {},
  examples: [{ does: 'a city', line: 'clientela places set city:Recife/PE population=1488920' }],
  async run({ positionals: [given = '', ...values] }, session) {
    const { ask, output, routes } = session
    const [kind, ...key] = given.split(':')
    const by = placeKinds.find((each) => each === kind)
    if (by === undefined) {
      throw new Misuse(
        `${given} is no place`,
        `Write KIND:KEY, KIND being ${placeKinds.join(', ')}.`,
      )
    }
    const body = { places: [{ by, key: key.join(':'), fields: settings(values) }] }
    const arrived = await ask(routes.places.put, { body })
    await untilApplied(session, arrived, 'Writing it down')
    const place = await ask(routes.places.read, { params: { id: given } })
    output.result(place, () => [`${place.id} is there`])
  },
})

export const placesDelete = command({
  name: 'places delete',
  summary: 'Take a place away',
  positionals: byId,
  options: {},
  examples: [{ does: 'a city', line: 'clientela places delete city:Recife/PE' }],
  async run({ positionals: [id = ''] }, session) {
    const { ask, output, routes } = session
    const arrived = await ask(routes.places.remove, { params: { id } })
    await untilApplied(session, arrived, 'Writing it down')
    output.result({ ok: true }, () => [`${id} is gone`])
  },
})
