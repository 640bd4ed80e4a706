import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { answersTo } from '../answersTo.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Count } from '../ui/count.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Grid, Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { Seen } from '../ui/useSeen.tsx'

const route = getRouteApi('/inside/segments/templates')

type Template = Answer<typeof routes.templates.list>['items'][number]

/** Ready ideas of segments, each already with this shop's own names, thresholds and numbers. */
export function TemplatesPage() {
  const { t, locale } = useText()
  const templates = useAsk(routes.templates.list, { query: { locale } })
  return (
    <Page title={t('templates.title')} lead={t('templates.lead')}>
      {templates.isPending && <Waiting lines={8} />}
      {templates.isError && (
        <Trouble error={templates.error} retry={() => void templates.refetch()} />
      )}
      {templates.data !== undefined && <Gallery all={templates.data.items} />}
    </Page>
  )
}

function Gallery({ all }: { all: readonly Template[] }) {
  const { t } = useText()
  const { q = '' } = route.useSearch()
  const navigate = useNavigate({ from: paths.templates })
  const wanted = useDeferredValue(q)
  const found = all.filter(
    ({ name, purpose }) => answersTo(name, wanted) || answersTo(purpose, wanted),
  )
  const models = [...new Set(found.map(({ modelName }) => modelName))]
  return (
    <Stack gap="large">
      <SearchField
        label={t('templates.search')}
        value={q}
        onChange={(next) => void navigate({ search: { q: next }, replace: true })}
      />
      {found.length === 0 && <Note>{t('templates.noneFound', { q })}</Note>}
      {models.map((model) => (
        <Stack key={model} gap="small">
          <h2>{model}</h2>
          <Grid>
            {found
              .filter(({ modelName }) => modelName === model)
              .map((template) => (
                <Idea key={template.id} template={template} />
              ))}
          </Grid>
        </Stack>
      ))}
    </Stack>
  )
}

function Idea({ template }: { template: Template }) {
  return (
    <Seen>
      {(seen) => <TemplateCard template={template} seen={seen && template.lacks.length === 0} />}
    </Seen>
  )
}

function TemplateCard({ template, seen }: { template: Template; seen: boolean }) {
  const { t, locale } = useText()
  const navigate = useNavigate()
  const given = { params: { id: template.id }, query: { locale } }
  const offered = useAsk(routes.templates.read, given, { when: seen })
  const status = useAsk(routes.status.read, {})
  const use = useTell(routes.templates.use, {
    changes: ['/api/segments'],
    done: t('templates.used', { name: template.name }),
    after: ({ id }) => void navigate({ to: paths.segment, params: { id: String(id) } }),
  })
  return (
    <Card
      title={template.name}
      foot={
        template.lacks.length === 0 && (
          <>
            <Count n={offered.data?.size?.count ?? null} of={status.data?.customers} />
            <Row>
              <LinkButton look="quiet" to={paths.newSegment} search={{ template: template.id }}>
                {t('templates.adjust')}
              </LinkButton>
              <Button busy={use.isPending} onClick={() => use.mutate({ ...given, body: {} })}>
                {t('templates.use')}
              </Button>
            </Row>
          </>
        )
      }
    >
      <Note>{template.purpose}</Note>
      {typeof offered.data?.reading === 'string' && <Reading small>{offered.data.reading}</Reading>}
      {template.lacks.map((lack) => (
        <Note key={lack}>{lack}</Note>
      ))}
    </Card>
  )
}
