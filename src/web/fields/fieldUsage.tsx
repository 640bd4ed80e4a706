import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Facts } from '../ui/records.tsx'
import { Note, Panel, Row, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { usesOf, type Usage } from './usesOf.ts'

type Named = { readonly id: number; readonly name: string }

/** What speaks of a field, each with the way to it, and who said its values. */
export function FieldUsage({ usage, error }: { usage: Usage | undefined; error: Error | null }) {
  const { t, format } = useText()
  if (error !== null) return <Trouble error={error} />
  return (
    <Panel title={t('fields.usage')}>
      {usage === undefined && <Waiting lines={4} />}
      {usage !== undefined && usesOf(usage) === 0 && <Note>{t('fields.unused')}</Note>}
      {usage !== undefined && <Users usage={usage} />}
      {usage !== undefined && usage.sources.length > 0 && (
        <Facts
          facts={usage.sources.map(({ source, count }) => ({
            name: t('fields.saidBy', { source }),
            value: format.count(count),
          }))}
        />
      )}
    </Panel>
  )
}

/** Names of things that use something, by kind, each a link where it has a page. */
export function Users({
  usage,
}: {
  usage: Partial<
    Pick<
      Usage,
      'segments' | 'calculated' | 'forms' | 'promotions' | 'clusters' | 'views' | 'templates'
    >
  >
}) {
  const { t } = useText()
  const { segments = [], calculated = [], forms = [], promotions = [] } = usage
  const { clusters = [], views = [], templates = [] } = usage
  const facts = [
    {
      name: t('fields.use_segments'),
      some: segments.map(({ id, name }) => (
        <Link key={id} to={paths.segment} params={{ id: String(id) }}>
          {name}
        </Link>
      )),
    },
    {
      name: t('fields.use_calculated'),
      some: calculated.map((name) => (
        <Link key={name} to={paths.field} params={{ name }}>
          {name}
        </Link>
      )),
    },
    {
      name: t('fields.use_forms'),
      some: forms.map(({ id, name }) => (
        <Link key={id} to={paths.form} params={{ id: String(id) }}>
          {name}
        </Link>
      )),
    },
    {
      name: t('fields.use_views'),
      some: views.map(({ id, name }) => (
        <Link key={id} to={paths.customers} search={{ view: id }}>
          {name}
        </Link>
      )),
    },
    { name: t('fields.use_promotions'), some: plain(promotions) },
    { name: t('fields.use_clusters'), some: plain(clusters) },
    { name: t('fields.use_templates'), some: plain(templates) },
  ]
  const there = facts.filter(({ some }) => some.length > 0)
  if (there.length === 0) return null
  return <Facts facts={there.map(({ name, some }) => ({ name, value: <Row>{some}</Row> }))} />
}

function plain(all: readonly Named[]): readonly ReactNode[] {
  return all.map(({ id, name }) => <span key={id}>{name}</span>)
}
