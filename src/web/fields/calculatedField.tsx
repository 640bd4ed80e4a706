import { useNavigate } from '@tanstack/react-router'
import { Archive } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Grid, Note, Page, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Code } from '../ui/records.tsx'
import { Tag } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { calculatedChanges } from './changes.ts'
import { CalculatedEditor, type Calculated } from './calculatedEditor.tsx'
import { Users } from './fieldUsage.tsx'
import { WorkedOutValues, YesOrNo } from './fieldValues.tsx'

/** A field that is worked out: what it says, what would come of another definition, and what it was before. */
export function CalculatedField({ field }: { field: Calculated }) {
  const { t } = useText()
  const may = useMay()
  const mayWrite = may('fields:write')
  // Another definition begins in the editor where one of the past is brought back.
  const [past, setPast] = useState<string>()
  return (
    <Page
      title={field.label}
      lead={
        <Row>
          <Tag>{t('fields.calculatedOne')}</Tag>
          <Tag>{t(`fieldType.${field.type}`)}</Tag>
          {field.archived && <Tag left>{t('fields.archived')}</Tag>}
          <Tag>{t('fields.version', { version: field.version })}</Tag>
        </Row>
      }
      actions={mayWrite && <PutAway field={field} />}
    >
      <Stack>
        {field.description !== '' && <Note>{field.description}</Note>}
        {mayWrite && !field.archived ? (
          <CalculatedEditor
            key={`${field.version} ${past ?? ''}`}
            field={field}
            begins={past ?? field.text}
          />
        ) : (
          <Code label={t('fields.definition')}>{field.text}</Code>
        )}
        <Grid of="halves">
          <Values field={field} />
          <UsedBy field={field} />
          {mayWrite && !field.archived && <Rename field={field} />}
          <Versions field={field} onBack={mayWrite ? setPast : undefined} />
        </Grid>
      </Stack>
    </Page>
  )
}

function Values({ field: { name, type, calculation, archived } }: { field: Calculated }) {
  if (archived) return null
  if (type === 'boolean') return <YesOrNo field={name} />
  const values = type === 'choice' ? casesOf(calculation) : []
  return values.length === 0 ? null : <WorkedOutValues field={name} values={values} />
}

/** The values of a segmentation, in its order. */
function casesOf(calculation: unknown): readonly string[] {
  const { cases = [], rest } = calculation as {
    readonly cases?: readonly { readonly value: string }[]
    readonly rest?: string
  }
  const values = cases.map(({ value }) => value)
  return rest === undefined ? values : [...values, rest]
}

function UsedBy({ field: { usedBy } }: { field: Calculated }) {
  const { t } = useText()
  const { segments, promotions, fields, views } = usedBy
  const none = segments.length + promotions.length + fields.length + views.length === 0
  return (
    <Panel title={t('fields.usage')}>
      {none && <Note>{t('fields.unused')}</Note>}
      <Users usage={{ segments, promotions, calculated: fields, views }} />
    </Panel>
  )
}

function Versions({
  field,
  onBack,
}: {
  field: Calculated
  onBack: ((text: string) => void) | undefined
}) {
  const { t, format } = useText()
  const versions = useAsk(routes.calculated.versions, { params: { name: field.name } })
  return (
    <Panel title={t('fields.versions')} note={t('fields.versionsNote')}>
      {versions.isPending && <Waiting />}
      {versions.isError && <Trouble error={versions.error} />}
      {versions.data?.items.map(({ version, text, at }) => (
        <Stack key={version} gap="small">
          <Row spread>
            <Note>{t('fields.versionAt', { version, at: format.moment(at) })}</Note>
            {version === field.version && <Tag>{t('versions.now')}</Tag>}
            {version !== field.version && onBack !== undefined && !field.archived && (
              <Button look="quiet" onClick={() => onBack(text)}>
                {t('fields.bringBack')}
              </Button>
            )}
          </Row>
          <Code label={t('fields.version', { version })}>{text}</Code>
        </Stack>
      ))}
    </Panel>
  )
}

function Rename({ field }: { field: Calculated }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState(field.name)
  const wanted = name.trim()
  const rename = useTell(routes.calculated.change, {
    changes: calculatedChanges,
    done: t('fields.renamed', { name: wanted }),
    shown: true,
    after: (after) =>
      void navigate({ to: paths.field, params: { name: after.name }, replace: true }),
  })
  const isSame = wanted === field.name || wanted === ''
  const submit = (): void => {
    if (!isSame) rename.mutate({ params: { name: field.name }, body: { name: wanted } })
  }
  return (
    <Panel title={t('fields.rename')} note={t('fields.renameNote')}>
      <Form onSubmit={submit}>
        <TextField
          label={t('fields.name')}
          hint={t('fields.nameHint')}
          value={name}
          spellCheck={false}
          onChange={setName}
        />
        {rename.isError && <Trouble error={rename.error} />}
        <Row>
          <Button type="submit" busy={rename.isPending} disabled={isSame}>
            {t('fields.renameIt')}
          </Button>
        </Row>
      </Form>
    </Panel>
  )
}

function PutAway({ field: { name, archived } }: { field: Calculated }) {
  const { t } = useText()
  const params = { name }
  const restore = useTell(routes.calculated.change, {
    changes: calculatedChanges,
    done: t('fields.restored', { name }),
  })
  const undo = (): void => restore.mutate({ params, body: { archived: false } })
  const archive = useTell(routes.calculated.change, {
    changes: calculatedChanges,
    after: () => says.done(t('fields.putAway', { name }), { label: t('save.undo'), run: undo }),
  })
  if (archived) {
    return (
      <Button
        look="first"
        busy={restore.isPending}
        onClick={() => restore.mutate({ params, body: { archived: false } })}
      >
        {t('fields.restore')}
      </Button>
    )
  }
  return (
    <Button
      icon={Archive}
      busy={archive.isPending}
      onClick={() => archive.mutate({ params, body: { archived: true } })}
    >
      {t('fields.archive')}
    </Button>
  )
}
