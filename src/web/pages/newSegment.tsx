import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { everyone, type Condition } from '../../domain/segment/condition.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { dropDraft } from '../ui/useDraft.ts'
import { Workbench } from '../conditions/workbench.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Page, Panel, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/new')

/** A new segment is written, from nothing or from a template. */
export function NewSegmentPage() {
  const { t, locale } = useText()
  const { template = '', condition } = route.useSearch()
  const offered = useAsk(
    routes.templates.read,
    { params: { id: template }, query: { locale } },
    { when: template !== '' },
  )
  const ready = template === '' || !offered.isPending
  return (
    <Page title={t('builder.newTitle')} lead={t('builder.newLead')}>
      {!ready && <Waiting lines={6} />}
      {offered.isError && <Trouble error={offered.error} />}
      {ready && (
        <Writing
          draft={`new.${template}${condition ?? ''}`}
          first={offered.data?.condition ?? conditionIn(condition) ?? everyone}
          name={offered.data?.name ?? ''}
        />
      )}
    </Page>
  )
}

/** What a link has brought; the server says whether it can be answered. */
function conditionIn(text: string | undefined): Condition | undefined {
  try {
    const read: unknown = JSON.parse(text ?? 'null')
    return typeof read === 'object' && read !== null ? (read as Condition) : undefined
  } catch {
    return undefined
  }
}

function Writing({ draft, first, name }: { draft: string; first: Condition; name: string }) {
  return (
    <Workbench
      draft={draft}
      first={first}
      beside={(condition, sound) => (
        <Saving draft={draft} first={name} condition={condition} sound={sound} />
      )}
    />
  )
}

function Saving({
  draft,
  first,
  condition,
  sound,
}: {
  draft: string
  first: string
  condition: Condition
  sound: boolean
}) {
  const { t, locale } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState(first)
  const create = useTell(routes.segments.create, {
    changes: ['/api/segments'],
    done: t('builder.saved', { name }),
    shown: true,
    after: ({ id }) => {
      dropDraft(draft)
      void navigate({ to: paths.segment, params: { id: String(id) } })
    },
  })
  return (
    <Panel title={t('builder.save')}>
      <Form onSubmit={() => create.mutate({ query: { locale }, body: { name, condition } })}>
        <TextField label={t('builder.name')} value={name} onChange={setName} required />
        {create.isError && <Trouble error={create.error} />}
        <Button
          type="submit"
          look="first"
          busy={create.isPending}
          disabled={!sound || name.trim() === ''}
        >
          {t('builder.saveSegment')}
        </Button>
      </Form>
    </Panel>
  )
}
