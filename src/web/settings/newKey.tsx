import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { bundles, scopes, scopesIn, type Bundle, type Scope } from '../../api/scopes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Choices, OneOf } from '../ui/choices.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Mono, Secret } from '../ui/secret.tsx'
import { Trouble } from '../ui/trouble.tsx'

const dayMs = 86_400_000
const lasts = ['never', '7', '30', '90', '365'] as const
type Lasts = (typeof lasts)[number]

/** Makes a key of the API; it is shown this once. Only what the person may do herself is given. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const create = useTell(routes.keys.create, { changes: [routes.keys.list.path], shown: true })
  if (create.data !== undefined) {
    return (
      <Dialog open onClose={onClose} title={t('keys.made', { name: create.data.name })}>
        <Stack>
          <Secret label={t('keys.key')} value={create.data.key} />
          <Note>{t('keys.once')}</Note>
        </Stack>
      </Dialog>
    )
  }
  return (
    <Dialog open onClose={onClose} title={t('keys.new')}>
      <KeyForm
        busy={create.isPending}
        error={create.error}
        onMake={({ name, words, days }) => {
          const expires = days === 'never' ? undefined : Date.now() + Number(days) * dayMs
          create.mutate({
            body: {
              name,
              scopes: [...words],
              ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }),
            },
          })
        }}
      />
    </Dialog>
  )
}

type Wanted = {
  readonly name: string
  readonly words: readonly (Bundle | Scope)[]
  readonly days: Lasts
}

function KeyForm({
  busy,
  error,
  onMake,
}: {
  busy: boolean
  error: Error | null
  onMake: (wanted: Wanted) => void
}) {
  const { t } = useText()
  const may = useMay()
  const [name, setName] = useState('')
  const [what, setWhat] = useState<Bundle | 'some'>('read')
  const [some, setSome] = useState<readonly Scope[]>([])
  const [days, setDays] = useState<Lasts>('never')
  const words = what === 'some' ? some : [what]
  return (
    <Form onSubmit={() => onMake({ name, words, days })}>
      <TextField
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        required
        autoFocus
        value={name}
        onChange={setName}
      />
      <OneOf
        label={t('keys.may')}
        value={what}
        options={[
          ...bundles
            .filter((bundle) => [...scopesIn([bundle])].every(may))
            .map((value) => ({
              value,
              label: t(`keys.bundle_${value}`),
              note: t(`keys.bundleNote_${value}`),
            })),
          { value: 'some' as const, label: t('keys.some'), note: t('keys.someNote') },
        ]}
        onChange={setWhat}
      />
      {what === 'some' && (
        <Choices
          label={t('keys.scopes')}
          chosen={some}
          options={scopes.filter(may).map((value) => ({
            value,
            label: <Mono>{value}</Mono>,
            note: t(`scope.${value}`),
          }))}
          onChange={setSome}
        />
      )}
      <Select
        label={t('keys.expires')}
        value={days}
        options={lasts.map((value) => ({
          value,
          label: value === 'never' ? t('keys.never') : t('keys.inDays', { count: Number(value) }),
        }))}
        onChange={setDays}
      />
      {error !== null && <Trouble error={error} />}
      <Row>
        <Button
          type="submit"
          look="first"
          busy={busy}
          disabled={name.trim() === '' || words.length === 0}
        >
          {t('keys.make')}
        </Button>
      </Row>
    </Form>
  )
}
