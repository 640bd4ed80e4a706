import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Calculator, Plus } from 'lucide-react'
import { useDeferredValue } from 'react'
import { routes } from '../../api/routes.ts'
import { answersTo } from '../answersTo.ts'
import { useAsk } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useMay } from '../client/may.ts'
import { FieldsArea } from '../fields/area.tsx'
import { CalculatedTable, FieldTable, type Calculated } from '../fields/fieldTable.tsx'
import { flags, owners, type AnyField, type FieldOf } from '../fields/fieldShown.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { SearchField, Select } from '../ui/fields.tsx'
import { Empty, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/fields')

/** What is kept of customers, products and places, and what is worked out of it. */
export function FieldsPage() {
  const { t } = useText()
  const may = useMay()
  const { of = 'customer' } = route.useSearch()
  return (
    <FieldsArea
      actions={
        may('fields:write') && (
          <>
            <LinkButton icon={Calculator} to={paths.newCalculated}>
              {t('fields.newCalculated')}
            </LinkButton>
            <LinkButton
              look="first"
              icon={Plus}
              to={paths.newField}
              search={of === 'customer' ? {} : { of }}
            >
              {t('fields.new')}
            </LinkButton>
          </>
        )
      }
    >
      <Stack>
        <Filters />
        <Fields of={of} />
      </Stack>
    </FieldsArea>
  )
}

function Filters() {
  const { t } = useText()
  const { q = '', of = 'customer', show } = route.useSearch()
  const navigate = useNavigate({ from: paths.fields })
  return (
    <Row>
      <SearchField
        label={t('fields.search')}
        value={q}
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, q: next }), replace: true })
        }
      />
      <Select
        label={t('fields.of')}
        labelHidden
        value={of}
        options={owners.map((value) => ({ value, label: t(`fields.of_${value}`) }))}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, of: next }) })}
      />
      <Select
        label={t('fields.which')}
        labelHidden
        value={show ?? 'standing'}
        options={(['standing', ...flags, 'archived'] as const).map((value) => ({
          value,
          label: t(`fields.which_${value}`),
        }))}
        onChange={(next) =>
          void navigate({
            search: {
              ...(q === '' ? {} : { q }),
              ...(of === 'customer' ? {} : { of }),
              ...(next === 'standing' ? {} : { show: next }),
            },
          })
        }
      />
    </Row>
  )
}

type Shown = { readonly title: string; readonly fields: readonly AnyField[] }

function Fields({ of }: { of: FieldOf }) {
  const { t } = useText()
  const fields = useAsk(routes.fields.list, { query: { of } })
  const calculated = useAsk(routes.calculated.list, {}, { when: of === 'customer' })
  const groups = useGroups(fields.data?.items ?? [])
  const worked = useWorkedOut(of === 'customer' ? (calculated.data?.items ?? []) : [])
  if (fields.isPending) return <Waiting lines={10} />
  if (fields.isError) return <Trouble error={fields.error} retry={() => void fields.refetch()} />
  if (groups.length + worked.length === 0) return <NoneFound of={of} />
  return (
    <>
      {groups.map(({ title, fields: some }) => (
        <Panel key={title} title={title}>
          <FieldTable caption={title} fields={some} />
        </Panel>
      ))}
      {calculated.isError && <Trouble error={calculated.error} />}
      {worked.length > 0 && (
        <Panel title={t('fields.calculated')} note={t('fields.calculatedNote')}>
          <CalculatedTable caption={t('fields.calculated')} fields={worked} />
        </Panel>
      )}
    </>
  )
}

function NoneFound({ of }: { of: FieldOf }) {
  const { t } = useText()
  const { q, show } = route.useSearch()
  const navigate = useNavigate({ from: paths.fields })
  const isWhole = q === undefined && show === undefined
  return (
    <Empty
      title={t(isWhole ? 'fields.none' : 'fields.noneFound')}
      action={
        isWhole ? (
          <LinkButton look="first" to={paths.newField} search={{ of }}>
            {t('fields.new')}
          </LinkButton>
        ) : (
          <Button onClick={() => void navigate({ search: of === 'customer' ? {} : { of } })}>
            {t('fields.showAll')}
          </Button>
        )
      }
    >
      {t(isWhole ? 'fields.noneWhy' : 'fields.noneFoundWhy')}
    </Empty>
  )
}

/** Those that are asked for: the built-in ones first, then the shop's by their groups. */
function useGroups(all: readonly AnyField[]): readonly Shown[] {
  const { t, format } = useText()
  const { q = '', show } = route.useSearch()
  const wanted = useDeferredValue(q)
  const found = all
    .map((field) => ({ ...field, label: labelOf(field, t) }))
    .filter((field) => {
      if (field.archived !== (show === 'archived')) return false
      if (show !== undefined && show !== 'archived' && !field[show]) return false
      const { label, name, description, group } = field
      return [label, name, description, group].some((text) => answersTo(text, wanted))
    })
  const titleOf = ({ builtIn, group }: AnyField): string => {
    if (group !== '') return group
    return builtIn ? t('fields.builtIn') : t('fields.own')
  }
  const first = [t('fields.builtIn'), t('fields.own')]
  const rank = (title: string): number => (first.includes(title) ? first.indexOf(title) : 2)
  const titles = [...new Set(found.map(titleOf))].toSorted(
    (a, b) => rank(a) - rank(b) || format.compare(a, b),
  )
  return titles.map((title) => ({
    title,
    fields: found.filter((field) => titleOf(field) === title),
  }))
}

function useWorkedOut(all: readonly Calculated[]): readonly Calculated[] {
  const { q = '', show } = route.useSearch()
  const wanted = useDeferredValue(q)
  // What is worked out has no flags: conditions may always use it.
  if (show !== undefined && show !== 'archived' && show !== 'filterable') return []
  return all.filter(
    ({ label, name, description, archived }) =>
      archived === (show === 'archived') &&
      [label, name, description].some((text) => answersTo(text, wanted)),
  )
}
