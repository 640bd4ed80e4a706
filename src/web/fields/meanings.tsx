import type { Given } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useText, type Say } from '../text.tsx'
import { Note } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import type { AnyField } from './fieldShown.tsx'
import type { Usage } from './usesOf.ts'

type Change = Given<typeof routes.fields.change>['body']

/** What saving a change of a field does, said before it is saved. */
export function Meanings({
  field,
  change,
  usage,
}: {
  field: AnyField
  change: Change
  usage: Usage | undefined
}) {
  const { t, format } = useText()
  const sentences = [
    ...flagMeanings(change, t),
    ...stoppers(change, usage, t),
    ...choiceMeanings(field, change, t),
    ...wordMeanings(change, t),
    ...(goesThroughAll(change)
      ? [t('fields.means_work', { filled: format.count(usage?.filled ?? 0) })]
      : []),
  ]
  if (sentences.length === 0) return null
  return (
    <Callout>
      <strong>{t('fields.means')}</strong>
      {sentences.map((sentence) => (
        <Note key={sentence}>{sentence}</Note>
      ))}
    </Callout>
  )
}

/** Whether a job goes through everybody's values because of it. */
function goesThroughAll({ searchable, filterable, unique }: Change): boolean {
  return searchable !== undefined || filterable === true || unique !== undefined
}

function flagMeanings(change: Change, t: Say): readonly string[] {
  const flags = ['searchable', 'filterable', 'required', 'unique', 'sensitive'] as const
  const meant = flags.flatMap((flag) => {
    const value = change[flag]
    return value === undefined ? [] : [t(`fields.means_${flag}_${value ? 'on' : 'off'}`)]
  })
  const others = change.searchable !== undefined || change.filterable !== undefined
  return change.unique !== undefined && others ? [...meant, t('fields.means_uniqueAlone')] : meant
}

/** What would lose what it rests on: as long as it does, the change is refused. */
function stoppers(change: Change, usage: Usage | undefined, t: Say): readonly string[] {
  if (usage === undefined) return []
  const named = (some: readonly { readonly name: string }[]): string =>
    some.map(({ name }) => name).join(', ')
  const resting = change.filterable === false ? usage.segments : []
  const loses = change.filterable === false || change.searchable === false
  const promotions = loses ? usage.promotions : []
  return [
    ...(resting.length > 0 ? [t('fields.means_segments', { names: named(resting) })] : []),
    ...(promotions.length > 0 ? [t('fields.means_promotions', { names: named(promotions) })] : []),
  ]
}

function choiceMeanings(
  { choices = [] }: AnyField,
  { choices: wanted }: Change,
  t: Say,
): readonly string[] {
  if (wanted === undefined) return []
  const gone = choices.filter((choice) => !wanted.includes(choice))
  return gone.length === 0
    ? [t('fields.means_choices')]
    : [t('fields.means_choicesGone', { names: gone.join(', ') })]
}

function wordMeanings({ default: standard, wins }: Change, t: Say): readonly string[] {
  return [
    ...(standard === undefined ? [] : [t('fields.means_default')]),
    ...(wins === undefined
      ? []
      : [wins === null ? t('fields.means_winsNobody') : t('fields.means_wins', { source: wins })]),
  ]
}
