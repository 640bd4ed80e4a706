import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useText } from '../text.tsx'
import { Row } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'

/** A field as the API answers it: of customers, products or places. */
export type AnyField = Answer<typeof routes.fields.list>['items'][number]
export type FieldOf = AnyField['of']

/** What a field may be besides its type, in the order in which it is shown. */
export const flags = [
  'searchable',
  'filterable',
  'required',
  'unique',
  'identifying',
  'sensitive',
] as const
export type Flag = (typeof flags)[number]

/** Whose fields are shown; of customers where the address says nothing. */
export const owners = ['customer', 'product', 'place'] as const

/** What a field is besides its type, a word each. */
export function FlagTags({ field }: { field: Pick<AnyField, Flag | 'archived'> }) {
  const { t } = useText()
  return (
    <Row>
      {field.archived && <Tag left>{t('fields.archived')}</Tag>}
      {flags.flatMap((flag) =>
        field[flag] ? [<Tag key={flag}>{t(`fields.flag_${flag}`)}</Tag>] : [],
      )}
    </Row>
  )
}
