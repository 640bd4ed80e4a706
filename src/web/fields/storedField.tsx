import { Archive } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Grid, Note, Page, Panel, Row, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { fieldChanges } from './changes.ts'
import { FieldNames } from './fieldNames.tsx'
import { FieldType } from './fieldType.tsx'
import { FieldUsage } from './fieldUsage.tsx'
import { FieldValues } from './fieldValues.tsx'
import { FieldWords } from './fieldWords.tsx'
import { FieldWork } from './fieldWork.tsx'
import type { Usage } from './usesOf.ts'
import { FlagTags, type AnyField } from './fieldShown.tsx'

/** A field whose values are kept: what is said of it, its values, what uses it, and all that can be changed. */
export function StoredField({ field }: { field: AnyField }) {
  const { t } = useText()
  const may = useMay()
  const { name, of } = field
  const usage = useAsk(routes.fields.usage, { params: { name }, query: { of } })
  const mayWrite = may('fields:write')
  return (
    <Page
      title={labelOf(field, t)}
      lead={
        <Row>
          <Tag>{t(`fields.of_${of}`)}</Tag>
          <Tag>{t(`fieldType.${field.type}`)}</Tag>
          <FlagTags field={field} />
        </Row>
      }
      actions={mayWrite && !field.builtIn && <PutAway field={field} />}
    >
      <Stack>
        <Row gap="large">
          <Count
            size="figure"
            n={usage.data?.filled ?? null}
            of={usage.data?.total}
            label={t(`fields.filled_${of}`, { count: usage.data?.filled ?? 0 })}
          />
        </Row>
        {field.description !== '' && <Note>{field.description}</Note>}
        {field.work !== undefined && <FieldWork work={field.work} />}
        {field.archived ? (
          <Panel title={t('fields.archived')}>
            <Note>{t('fields.archivedNote')}</Note>
          </Panel>
        ) : (
          <Standing field={field} usage={usage} />
        )}
      </Stack>
    </Page>
  )
}

/** What of a field in use can be seen and changed. */
function Standing({
  field,
  usage,
}: {
  field: AnyField
  usage: { readonly data: Usage | undefined; readonly error: Error | null }
}) {
  const may = useMay()
  const mayWrite = may('fields:write')
  const { of, filterable, builtIn } = field
  return (
    <>
      {mayWrite && <FieldWords field={field} usage={usage.data} />}
      <Grid of="halves">
        <Stack>
          <FieldUsage usage={usage.data} error={usage.error} />
          {mayWrite && !builtIn && <FieldType field={field} />}
          {mayWrite && !builtIn && <FieldNames field={field} />}
        </Stack>
        {filterable && of === 'customer' && (
          <Stack>
            <FieldValues field={field} />
          </Stack>
        )}
      </Grid>
    </>
  )
}

/** Puts a field away, which can be undone, or brings it back. */
function PutAway({ field: { name, of, archived } }: { field: AnyField }) {
  const { t } = useText()
  const given = { params: { name }, query: { of } }
  const restore = useTell(routes.fields.change, {
    changes: fieldChanges,
    done: t('fields.restored', { name }),
  })
  const undo = (): void => restore.mutate({ ...given, body: { archived: false } })
  const archive = useTell(routes.fields.archive, {
    changes: fieldChanges,
    after: () =>
      says.done(t('fields.putAway', { name }), {
        label: t('save.undo'),
        run: undo,
      }),
  })
  if (archived) {
    return (
      <Button
        look="first"
        busy={restore.isPending}
        onClick={() => restore.mutate({ ...given, body: { archived: false } })}
      >
        {t('fields.restore')}
      </Button>
    )
  }
  return (
    <Button icon={Archive} busy={archive.isPending} onClick={() => archive.mutate(given)}>
      {t('fields.archive')}
    </Button>
  )
}
