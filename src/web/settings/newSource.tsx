import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { OneOf } from '../ui/choices.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import { Secret } from '../ui/secret.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { Installing } from './installing.tsx'
import type { Source } from './source.tsx'

const kinds = ['site', 'app', 'server', 'store'] as const
const changes = [routes.sources.list.path]

/** How often is looked whether the first event has come. */
const lookEveryMs = 3_000

type Said = { readonly name: string; readonly kind: Source['kind']; readonly keepIp: boolean }

/** Makes a source, shows its key this once, and how to install it; then waits with the person for the first event. */
export function NewSource({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const create = useTell(routes.sources.create, { changes, shown: true })
  if (create.data !== undefined) return <Made made={create.data} onClose={onClose} />
  return (
    <Dialog open onClose={onClose} title={t('sources.new')}>
      <SourceForm
        begin={{ name: '', kind: 'site', keepIp: false }}
        action={t('sources.make')}
        busy={create.isPending}
        error={create.error}
        onSave={(body) => create.mutate({ body })}
      />
    </Dialog>
  )
}

/** Changes what a source is called and what it is; its code stays. */
export function ChangeSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useText()
  const change = useTell(routes.sources.change, {
    changes,
    done: t('sources.changed'),
    after: onClose,
    shown: true,
  })
  return (
    <Dialog open onClose={onClose} title={t('sources.changeOf', { name: source.name })}>
      <SourceForm
        begin={source}
        action={t('sources.save')}
        busy={change.isPending}
        error={change.error}
        onSave={(body) => change.mutate({ params: { id: source.id }, body })}
      />
    </Dialog>
  )
}

function SourceForm({
  begin,
  action,
  busy,
  error,
  onSave,
}: {
  begin: Said
  action: string
  busy: boolean
  error: Error | null
  onSave: (said: Said) => void
}) {
  const { t } = useText()
  const [name, setName] = useState(begin.name)
  const [kind, setKind] = useState(begin.kind)
  const [keepIp, setKeepIp] = useState(begin.keepIp)
  return (
    <Form onSubmit={() => onSave({ name, kind, keepIp })}>
      <TextField
        label={t('sources.name')}
        hint={t('sources.nameHint')}
        required
        autoFocus
        value={name}
        onChange={setName}
      />
      <OneOf
        label={t('sources.kind')}
        value={kind}
        options={kinds.map((value) => ({
          value,
          label: t(`sources.kind_${value}`),
          note: t(`sources.kindNote_${value}`),
        }))}
        onChange={setKind}
      />
      <Check label={t('sources.keepIp')} checked={keepIp} onChange={setKeepIp} />
      {error !== null && <Trouble error={error} />}
      <Row>
        <Button type="submit" look="first" busy={busy} disabled={name.trim() === ''}>
          {action}
        </Button>
      </Row>
    </Form>
  )
}

function Made({
  made,
  onClose,
}: {
  made: Answer<typeof routes.sources.create>
  onClose: () => void
}) {
  const { t } = useText()
  return (
    <Dialog open wide onClose={onClose} title={t('sources.installOf', { name: made.name })}>
      <Stack>
        <Secret label={t('sources.writeKey')} value={made.writeKey} />
        <Note>{t('sources.once')}</Note>
        <Installing kind={made.kind} writeKey={made.writeKey} />
        <FirstEvent source={made.id} />
      </Stack>
    </Dialog>
  )
}

/** Says when the first message came by the key, so that whoever installs it knows that it works. */
function FirstEvent({ source }: { source: number }) {
  const { t, format } = useText()
  const sources = useAsk(
    routes.sources.list,
    {},
    {
      everyMs: (latest) => (usedOf(latest, source) === undefined ? lookEveryMs : false),
    },
  )
  const used = usedOf(sources.data, source)
  return (
    <div role="status">
      <Callout>
        {used === undefined ? t('sources.waiting') : t('sources.came', { at: format.moment(used) })}
      </Callout>
    </div>
  )
}

function usedOf(
  listed: Answer<typeof routes.sources.list> | undefined,
  source: number,
): string | undefined {
  const keys = listed?.items.find(({ id }) => id === source)?.keys ?? []
  return keys.find(({ used }) => used !== null)?.used ?? undefined
}
