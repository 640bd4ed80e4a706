import type { Field } from '../customer/field.ts'
import { fold } from '../fold.ts'
import type { ColumnSeen } from './column.ts'
import type { MappingGuess, Target } from './guessMapping.ts'

/**
 * Has a column whose cells are mostly a city with its state (`Recife/PE`) fill both fields, where no other
 * column has the state: one that is called as the city, else one that says nothing else by its name. Columns of
 * cities alone stay as they are.
 * @param found the guesses so far by where the columns stand, which are changed
 */
export function splitCities(
  columns: readonly ColumnSeen[],
  found: Map<number, MappingGuess>,
  fields: readonly Field[],
): void {
  const { city, state } = { city: fieldFor('city', fields), state: fieldFor('state', fields) }
  if (city === undefined || state === undefined) return
  const guesses = [...found.values()]
  if (guesses.some(({ to }) => fills(to, state))) return
  const named = guesses.find(({ to }) => fills(to, city))
  const split = columns.find((column) =>
    named === undefined ? isUnnamedCity(column, found) : column.at === named.at,
  )
  const { cityState: share = 0 } = split ?? {}
  if (split === undefined || share === 0) return
  const sure = named?.confidence ?? (cityWords.test(fold(split.name)) ? 0.9 : 0.7)
  found.set(split.at, {
    column: split.name,
    at: split.at,
    to: { is: 'cityState', city, state },
    confidence: Math.round(sure * (0.5 + share / 2) * 100) / 100,
    reason: 'by content',
  })
}

/** The field of that name, else the first of that type. */
function fieldFor(what: 'city' | 'state', fields: readonly Field[]): string | undefined {
  const field = fields.find(({ name }) => name === what) ?? fields.find(({ type }) => type === what)
  return field?.name
}

function fills(to: Target, field: string): boolean {
  return to.is === 'field' && to.name === field
}

/** By its cells alone nearly all of them have to be such. */
function isUnnamedCity(
  { name, at, cityState: share = 0 }: ColumnSeen,
  found: ReadonlyMap<number, MappingGuess>,
): boolean {
  if (found.has(at) || otherPlaces.test(fold(name))) return false
  return share >= (cityWords.test(fold(name)) ? 0.5 : 0.8)
}

const cityWords = /(?:^|[^a-z])(?:cidades?|municipios?|city|town|localidade)(?:[^a-z]|$)/

/** Where somebody was born, or shops, is not where she lives. */
const otherPlaces = /natural|nasc|birth|born|origem|origin|loja|filial|unidade|store|shop|branch/
