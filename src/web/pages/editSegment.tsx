import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { Effect } from '../conditions/effect.tsx'
import { dropDraft } from '../ui/useDraft.ts'
import { Workbench } from '../conditions/workbench.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Page, Panel, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/edit')

type Segment = Answer<typeof routes.segments.read>

/** What a segment says is changed; who would enter and leave is shown before it is saved. */
export function EditSegmentPage() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const segment = useAsk(routes.segments.read, { params: { id }, query: { locale } })
  return (
    <Page title={segment.data?.name ?? t('segment.title')} lead={t('builder.editLead')}>
      {segment.isPending && <Waiting lines={6} />}
      {segment.isError && <Trouble error={segment.error} />}
      {segment.data !== undefined && (
        <Workbench
          draft={`segment.${id}`}
          first={segment.data.condition}
          beside={(condition, sound) => (
            <>
              <Saving segment={segment.data} condition={condition} sound={sound} />
              <Effect segment={segment.data.id} condition={condition} />
            </>
          )}
        />
      )}
    </Page>
  )
}

function Saving({
  segment,
  condition,
  sound,
}: {
  segment: Segment
  condition: Condition
  sound: boolean
}) {
  const { t, locale } = useText()
  const navigate = useNavigate()
  const { id, version } = segment
  const [name, setName] = useState(segment.name)
  const change = useTell(routes.segments.change, {
    changes: ['/api/segments'],
    done: t('builder.saved', { name }),
    shown: true,
    after: () => {
      dropDraft(`segment.${id}`)
      void navigate({ to: paths.segment, params: { id: String(id) } })
    },
  })
  const save = (): void =>
    change.mutate({ params: { id }, query: { locale }, body: { name, condition, version } })
  return (
    <Panel title={t('builder.save')}>
      <Form onSubmit={save}>
        <TextField label={t('builder.name')} value={name} onChange={setName} required />
        {change.isError && <Trouble error={change.error} />}
        <Button
          type="submit"
          look="first"
          busy={change.isPending}
          disabled={!sound || name.trim() === ''}
        >
          {t('builder.saveChange')}
        </Button>
      </Form>
    </Panel>
  )
}
