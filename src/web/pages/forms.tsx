import { Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { FieldsArea } from '../fields/area.tsx'
import { draftName, type Form as Laid } from '../forms/layout.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { Note, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { keptDraft } from '../ui/useDraft.ts'

const changes = ['/api/forms', '/api/fields']

/** The layouts in which customers are seen and edited. */
export function FormsPage() {
  const { t } = useText()
  const may = useMay()
  const forms = useAsk(routes.forms.list, {})
  const [making, setMaking] = useState(false)
  return (
    <FieldsArea
      actions={
        may('fields:write') && (
          <Button look="first" icon={Plus} onClick={() => setMaking(true)}>
            {t('forms.new')}
          </Button>
        )
      }
    >
      <Stack>
        <Note>{t('forms.lead')}</Note>
        {forms.isPending && <Waiting lines={3} />}
        {forms.isError && <Trouble error={forms.error} retry={() => void forms.refetch()} />}
        {forms.data !== undefined && <Forms forms={forms.data.items} />}
      </Stack>
      {making && <NewForm forms={forms.data?.items ?? []} onClose={() => setMaking(false)} />}
    </FieldsArea>
  )
}

function Forms({ forms }: { forms: readonly Laid[] }) {
  const { t, format } = useText()
  const may = useMay()
  return (
    <Table
      caption={t('fields.forms')}
      rows={forms}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('forms.name'),
          cell: ({ id, name }) => (
            <Link to={paths.form} params={{ id: String(id) }}>
              {name}
            </Link>
          ),
        },
        {
          key: 'fields',
          title: t('forms.fields'),
          numeric: true,
          cell: ({ sections }) =>
            format.count(sections.reduce((sum, { fields }) => sum + fields.length, 0)),
        },
        {
          key: 'marks',
          title: t('fields.flags'),
          plain: true,
          cell: ({ id, usual, automatic }) => (
            <Row>
              {usual && <Tag>{t('forms.usual')}</Tag>}
              {automatic && <Tag>{t('forms.automatic')}</Tag>}
              {keptDraft(draftName(id)) !== undefined && <Tag left>{t('forms.unsaved')}</Tag>}
            </Row>
          ),
        },
        {
          key: 'updated',
          title: t('forms.updated'),
          spare: true,
          cell: ({ updated }) => format.day(updated),
        },
        ...(may('fields:write')
          ? [
              {
                key: 'more',
                title: t('forms.actions'),
                numeric: true,
                cell: (form: Laid) => <Deeds form={form} />,
              },
            ]
          : []),
      ]}
    />
  )
}

/** The form that every shop keeps. */
const firstForm = 1

function Deeds({ form }: { form: Laid }) {
  const { t } = useText()
  const { id, name, sections, usual } = form
  const params = { id }
  const makeUsual = useTell(routes.forms.change, { changes, done: t('forms.nowUsual', { name }) })
  const again = useTell(routes.forms.create, {
    changes,
    done: t('save.undone'),
    after: (made) => {
      if (usual) makeUsual.mutate({ params: { id: made.id }, body: { usual: true } })
    },
  })
  const remove = useTell(routes.forms.remove, {
    changes,
    after: () =>
      says.done(t('forms.removed', { name }), {
        label: t('save.undo'),
        run: () => again.mutate({ body: { name, sections } }),
      }),
  })
  const copy = useTell(routes.forms.create, { changes, done: t('forms.copied', { name }) })
  return (
    <Menu
      label={t('forms.actionsOf', { name })}
      text={t('forms.actions')}
      groups={[
        [
          {
            label: t('forms.makeUsual'),
            disabled: usual,
            onSelect: () => makeUsual.mutate({ params, body: { usual: true } }),
          },
          {
            label: t('forms.copy'),
            onSelect: () =>
              copy.mutate({ body: { name: t('forms.copyName', { name }), sections } }),
          },
        ],
        id === firstForm
          ? []
          : [
              {
                label: t('forms.remove'),
                danger: true,
                onSelect: () => remove.mutate({ params }),
              },
            ],
      ].filter((items) => items.length > 0)}
    />
  )
}

const empty = 'empty'

function NewForm({ forms, onClose }: { forms: readonly Laid[]; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [from, setFrom] = useState(String(forms[0]?.id ?? empty))
  const create = useTell(routes.forms.create, {
    changes,
    shown: true,
    after: ({ id }) => void navigate({ to: paths.form, params: { id: String(id) } }),
  })
  const submit = (): void => {
    const base = forms.find(({ id }) => String(id) === from)
    const sections = base?.sections ?? [{ title: '', fields: [] }]
    create.mutate({ body: { name: name.trim(), sections } })
  }
  return (
    <Dialog open onClose={onClose} title={t('forms.new')}>
      <Form onSubmit={submit}>
        <TextField label={t('forms.name')} value={name} autoFocus onChange={setName} />
        <Select
          label={t('forms.from')}
          value={from}
          options={[
            ...forms.map((form) => ({
              value: String(form.id),
              label: t('forms.copyOf', { name: form.name }),
            })),
            { value: empty, label: t('forms.fromNothing') },
          ]}
          onChange={setFrom}
        />
        {create.isError && <Trouble error={create.error} />}
        <Row>
          <Button type="submit" look="first" busy={create.isPending} disabled={name.trim() === ''}>
            {t('forms.make')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}
