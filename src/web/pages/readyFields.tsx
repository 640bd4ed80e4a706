import { Link } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { FieldsArea } from '../fields/area.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Grid, Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'

type Ready = Answer<typeof routes.calculated.ready>['items'][number]

const groups = [
  'purchases',
  'interaction',
  'preferences',
  'segmentations',
  'person',
  'device',
  'origin',
] as const

/** Calculated fields that every shop is offered: what each is for, and whether this shop has it. */
export function ReadyFieldsPage() {
  const { t } = useText()
  const ready = useAsk(routes.calculated.ready, {})
  return (
    <FieldsArea>
      <Note>{t('fields.readyNote')}</Note>
      {ready.isPending && <Waiting lines={8} />}
      {ready.isError && <Trouble error={ready.error} retry={() => void ready.refetch()} />}
      {ready.data !== undefined && (
        <Stack>
          {groups.map((group) => (
            <Group
              key={group}
              title={t(`fields.group_${group}`)}
              fields={ready.data.items.filter((each) => each.group === group)}
            />
          ))}
        </Stack>
      )}
    </FieldsArea>
  )
}

function Group({ title, fields }: { title: string; fields: readonly Ready[] }) {
  const { t } = useText()
  if (fields.length === 0) return null
  return (
    <Panel title={title}>
      <Grid>
        {fields.map((field) => (
          <Card
            key={field.name}
            title={
              field.there ? (
                <Link to={paths.field} params={{ name: field.name }}>
                  {field.label}
                </Link>
              ) : (
                field.label
              )
            }
            tag={field.there ? <Tag>{t('fields.there')}</Tag> : undefined}
            foot={<Foot field={field} />}
          >
            <span>{field.description}</span>
            <Note>{field.text}</Note>
          </Card>
        ))}
      </Grid>
    </Panel>
  )
}

function Foot({ field: { name, label, there, wants } }: { field: Ready }) {
  const { t } = useText()
  const may = useMay()
  if (there) return null
  if (wants !== null) return <Note>{t('fields.wants', { wants })}</Note>
  if (!may('fields:write')) return null
  return (
    <LinkButton
      to={paths.newCalculated}
      search={{ ready: name }}
      aria-label={t('fields.makeReady', { label })}
    >
      {t('fields.make')}
    </LinkButton>
  )
}
