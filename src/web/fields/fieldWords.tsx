import { useState } from 'react'
import type { Given } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask, useTell } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/fields.tsx'
import { Leaving } from '../ui/leaving.tsx'
import { Note, Panel, Row } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { choicesFrom } from './fieldName.ts'
import { FieldInputs, type FieldDraft } from './fieldInputs.tsx'
import { Meanings } from './meanings.tsx'
import { fieldChanges } from './changes.ts'
import type { AnyField } from './fieldShown.tsx'
import type { Usage } from './usesOf.ts'

type Change = Given<typeof routes.fields.change>['body']

/** What is said of a field and its flags: changed together, with what that means said before it is saved. */
export function FieldWords({ field, usage }: { field: AnyField; usage: Usage | undefined }) {
  const { t } = useText()
  // A built-in field is named in the person's language as long as the shop has not named it.
  const stands = draftOf({ ...field, label: labelOf(field, t) })
  const [draft, setDraft] = useState(stands)
  const [problem, setProblem] = useState<string | null>(null)
  const change = changeOf(stands, draft)
  const isChanged = Object.keys(change).length > 0
  const save = useTell(routes.fields.change, {
    changes: fieldChanges,
    done: t('fields.saved', { label: draft.label }),
    shown: true,
    after: (after) => {
      setDraft(draftOf({ ...after, label: labelOf(after, t) }))
      // A job that was over at once may have refused what it was for.
      if (change.unique === true && !after.unique && after.work === undefined) {
        void latestProblem().then(setProblem)
      }
    },
  })
  return (
    <Panel title={t('fields.about')}>
      <Form
        onSubmit={() => {
          setProblem(null)
          if (isChanged) {
            const { name, of } = field
            save.mutate({ params: { name }, query: { of }, body: change })
          }
        }}
      >
        <FieldInputs
          draft={draft}
          type={field.type}
          flags={['searchable', 'filterable', 'required', 'unique', 'sensitive']}
          sources={(usage?.sources ?? []).map(({ source }) => source)}
          onChange={setDraft}
        />
        {isChanged && <Meanings field={field} change={change} usage={usage} />}
        {save.isError && <Trouble error={save.error} />}
        {problem !== null && <Note>{problem}</Note>}
        <Row>
          <Button type="submit" look="first" busy={save.isPending} disabled={!isChanged}>
            {t('fields.save')}
          </Button>
          {isChanged && (
            <Button look="quiet" onClick={() => setDraft(stands)}>
              {t('fields.discard')}
            </Button>
          )}
        </Row>
      </Form>
      <Leaving when={isChanged && !save.isPending} says={t('fields.unsaved')} />
    </Panel>
  )
}

function draftOf(field: AnyField): FieldDraft {
  const { label, description, group, choices = [], currency = '', wins = '' } = field
  const { searchable, filterable, required, unique, sensitive, identifying } = field
  return {
    label,
    description,
    group,
    choices: choices.join('\n'),
    currency,
    wins,
    default: field.default ?? null,
    flags: { searchable, filterable, required, unique, sensitive, identifying },
  }
}

/** What of the draft is another than what stands. */
function changeOf(stands: FieldDraft, draft: FieldDraft): Change {
  const change: Change = {}
  if (draft.label.trim() !== stands.label) change.label = draft.label.trim()
  if (draft.description !== stands.description) change.description = draft.description
  if (draft.group !== stands.group) change.group = draft.group
  if (draft.choices !== stands.choices) change.choices = choicesFrom(draft.choices)
  if (JSON.stringify(draft.default) !== JSON.stringify(stands.default)) {
    change.default = draft.default
  }
  if (draft.currency !== stands.currency) change.currency = draft.currency || null
  if (draft.wins !== stands.wins) change.wins = draft.wins || null
  for (const flag of ['searchable', 'filterable', 'required', 'unique', 'sensitive'] as const) {
    if (draft.flags[flag] !== stands.flags[flag]) change[flag] = draft.flags[flag]
  }
  return change
}

async function latestProblem(): Promise<string | null> {
  const { items } = await ask(routes.jobs.list, {})
  return items.find(({ kind }) => kind === 'field unique')?.problem ?? null
}
