import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { valueType, type Field } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { valuesOfField, valuesOfProperty } from '../../store/clickhouse/distribution.ts'
import { eventNamesSeen, propertiesSeen, purposesSeen } from '../../store/clickhouse/seen.ts'
import { listFields } from '../../store/operational/fields.ts'
import { found } from '../found.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What can be spoken of in a condition, for whoever writes one. */
export function serveSuggestions(app: FastifyInstance, works: Works): void {
  const { database } = works
  const { db } = works.operational
  serve(app, routes.suggestions.words, async (_, { signal }) => {
    const [events, purposes] = await Promise.all([
      eventNamesSeen(database, { signal }),
      purposesSeen(database, { signal }),
    ])
    return { events: [...events], purposes: [...purposes] }
  })
  serve(app, routes.suggestions.properties, async ({ query }, { signal }) => {
    const rows = await propertiesSeen(database, query.event, { signal })
    const items = rows.map(({ property, items: list, holds }) => ({
      property,
      in: list === '' ? null : list,
      holds,
    }))
    return { items }
  })
  serve(app, routes.suggestions.values, async ({ query }, { signal }) => {
    const { field: named, event, property, in: list, search = '' } = query
    const options = { signal, search }
    if (named !== undefined) {
      const field = (await listFields(db)).find((each) => each.name === named)
      return {
        items: [...(await valuesOfField(database, ofText(found(field, 'field', 'name')), options))],
      }
    }
    if (event === undefined || property === undefined) throw new Refusal(ofWhat)
    return {
      items: [...(await valuesOfProperty(database, { event, property, items: list }, options))],
    }
  })
}

const ofWhat = failure('invalid', 'Of what are the values asked?', {
  where: 'field',
  fix: 'Name a field, or an event and a property.',
})

/** Others have no texts to choose from. */
function ofText(field: Field): Field {
  const kind = valueType(field.type)
  if (field.filterable && (kind === 'text' || kind === 'choice' || kind === 'list')) return field
  throw new Refusal(
    failure('invalid', `The field ${JSON.stringify(field.name)} has no texts that are counted`, {
      where: 'field',
      fix: 'Name a filterable field of text, a choice or a list.',
    }),
  )
}
