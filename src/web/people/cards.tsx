import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Table } from '../ui/table.tsx'
import { Stack } from '../ui/page.tsx'
import { isNumeric } from './fields.ts'
import { textIn, Who, type Offered } from './columns.tsx'
import type { Customer } from './useCustomers.ts'

/** On a phone: each customer a card, with the first of the columns. */
export function CustomerCards({
  rows,
  shown,
  more,
  onMore,
}: {
  rows: readonly Customer[]
  shown: readonly Offered[]
  more: boolean
  onMore: (() => void) | undefined
}) {
  const { t, format } = useText()
  return (
    <Stack>
      <Table
        caption={t('customers.title')}
        rows={rows}
        keyOf={({ id }) => id}
        columns={shown.slice(0, 5).map((each, i) => ({
          key: each.name,
          title: each.label,
          numeric: isNumeric(each.type),
          cell: (row: Customer) => {
            const text = textIn(row, each, t, format)
            return i === 0 ? <Who row={row} text={text} /> : text
          },
        }))}
      />
      {more && (
        <Button busy={onMore === undefined} onClick={() => onMore?.()}>
          {t('customers.more')}
        </Button>
      )}
    </Stack>
  )
}
