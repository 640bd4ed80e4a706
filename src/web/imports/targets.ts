import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useText } from '../text.tsx'
import type { ImportColumn, RowRun } from './run.ts'

export type Target = { readonly value: string; readonly label: string }

/** What a column is made a field by, where its name is none yet. */
export const makeNew = 'make'
export const ignored = 'ignore'

/** What a column of the file may become: fields of what it is of, identifiers, a field that is made for it. */
export function useTargets(kind: RowRun['kind']): (column: ImportColumn) => readonly Target[] {
  const { t } = useText()
  const of = kind === 'products' ? 'product' : 'customer'
  const fields = useAsk(routes.fields.list, { query: { of } })
  const known = (fields.data?.items ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ value: field.name, label: labelOf(field, t) }))
  const identifiers =
    kind === 'customers'
      ? [
          { value: 'identifier:user_id', label: t('imports.userId') },
          { value: 'lists', label: t('imports.lists') },
        ]
      : []
  return ({ to, make }) => {
    const usual = [
      { value: ignored, label: t('imports.ignored') },
      ...(make === null
        ? []
        : [{ value: makeNew, label: t('imports.makeField', { field: make.label }) }]),
      ...identifiers,
      ...known,
    ]
    // What it was understood to be may be none of them: a city and state in one, say.
    return make !== null || usual.some(({ value }) => value === to)
      ? usual
      : [...usual, { value: to, label: to }]
  }
}
