import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useText, type Say } from '../text.tsx'
import type { ImportColumn, RowRun } from './run.ts'

export type Target = { readonly value: string; readonly label: string }

/** What a column is made a field by, where its name is none yet. */
export const makeNew = 'make'
export const ignored = 'ignore'

/** What fields a file of that kind fills; events fill none. */
const ownerOf = { customers: 'customer', products: 'product', places: 'place' } as const

/** What a column of the file may become: what its records are known by, their fields, a field that is made for it. */
export function useTargets(kind: RowRun['kind']): (column: ImportColumn) => readonly Target[] {
  const { t } = useText()
  const fields = useAsk(
    routes.fields.list,
    { query: kind === 'events' ? {} : { of: ownerOf[kind] } },
    { when: kind !== 'events' },
  )
  const known = (fields.data?.items ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ value: field.name, label: labelOf(field, t) }))
  const beside = besideFields(kind, t)
  return ({ name, to, make }) => {
    const usual = [
      { value: ignored, label: t('imports.ignored') },
      ...(make === null
        ? []
        : [{ value: makeNew, label: t('imports.makeField', { field: make.label }) }]),
      ...beside,
      ...(kind === 'events' ? [detailOf(name, to, t)] : known),
    ]
    // What it was understood to be may be none of them: a city and state in one, say.
    return make !== null || usual.some(({ value }) => value === to)
      ? usual
      : [...usual, { value: to, label: to }]
  }
}

/** What records of that kind have that is no field of theirs. */
function besideFields(kind: RowRun['kind'], t: Say): readonly Target[] {
  switch (kind) {
    case 'customers':
      return [
        { value: 'identifier:user_id', label: t('imports.userId') },
        { value: 'lists', label: t('imports.lists') },
      ]
    case 'events':
      return [
        { value: 'record:time', label: t('imports.eventTime') },
        { value: 'record:event', label: t('imports.eventName') },
        { value: 'record:message_id', label: t('imports.eventId') },
        { value: 'identifier:user_id', label: t('imports.userId') },
        { value: 'identifier:email', label: t('imports.ofEmail') },
        { value: 'identifier:phone', label: t('imports.ofPhone') },
        { value: 'identifier:document', label: t('imports.ofDocument') },
      ]
    case 'places':
      return [{ value: 'record:state', label: t('imports.placeState') }]
    case 'products':
      return []
  }
}

/** The column as a property of the event, under the name that was found for it. */
function detailOf(name: string, to: string, t: Say): Target {
  const value = to.startsWith('property:') ? to : `property:${name.replaceAll(':', ' ')}`
  return { value, label: t('imports.detail', { name: value.slice('property:'.length) }) }
}
