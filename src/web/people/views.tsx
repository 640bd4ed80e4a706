import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { Row } from '../ui/page.tsx'
import type { Look } from './useLook.ts'

type View = Answer<typeof routes.views.list>['items'][number]

const changes = ['/api/views']

/** Ways of looking at the customers that were kept under a name, and the keeping of this one. */
export function Views({
  look,
  shown,
  onChange,
}: {
  look: Look
  shown: readonly string[]
  onChange: (look: Partial<Look>) => void
}) {
  const { t } = useText()
  const [naming, setNaming] = useState(false)
  const views = useAsk(routes.views.list, {})
  const items = views.data?.items ?? []
  const current = items.find(({ id }) => id === look.view)
  const update = useTell(routes.views.change, { changes, done: t('views.updated') })
  const remove = useTell(routes.views.remove, {
    changes,
    done: t('views.removed'),
    after: () => onChange({ view: undefined }),
  })
  return (
    <>
      <Menu
        label={t('views.title')}
        icon={Bookmark}
        text={current?.name ?? t('views.title')}
        groups={[
          [
            {
              label: t('views.everybody'),
              chosen: current === undefined,
              onSelect: () => onChange(plain),
            },
            ...items.map((view) => ({
              label: view.name,
              chosen: view.id === look.view,
              onSelect: () => onChange(lookOf(view)),
            })),
          ],
          [
            { label: t('views.saveAs'), onSelect: () => setNaming(true) },
            ...(current === undefined
              ? []
              : [
                  {
                    label: t('views.update', { name: current.name }),
                    onSelect: () =>
                      update.mutate({
                        params: { id: current.id },
                        body: { name: current.name, ...bodyOf(look, shown) },
                      }),
                  },
                  {
                    label: t('views.remove', { name: current.name }),
                    danger: true,
                    onSelect: () => remove.mutate({ params: { id: current.id } }),
                  },
                ]),
          ],
        ]}
      />
      {naming && (
        <Naming
          look={look}
          shown={shown}
          onClose={() => setNaming(false)}
          onMade={(view) => onChange({ view })}
        />
      )}
    </>
  )
}

function Naming({
  look,
  shown,
  onClose,
  onMade,
}: {
  look: Look
  shown: readonly string[]
  onClose: () => void
  onMade: (id: number) => void
}) {
  const { t } = useText()
  const [name, setName] = useState('')
  const create = useTell(routes.views.create, {
    changes,
    done: t('views.saved', { name }),
    after: ({ id }) => {
      onMade(id)
      onClose()
    },
  })
  const save = (): void => {
    if (name.trim() !== '') create.mutate({ body: { name: name.trim(), ...bodyOf(look, shown) } })
  }
  return (
    <Dialog open onClose={onClose} title={t('views.saveAs')}>
      <Form onSubmit={save}>
        <TextField
          label={t('views.name')}
          hint={t('views.nameHint')}
          value={name}
          autoFocus
          onChange={setName}
        />
        <Row>
          <Button type="submit" look="first" busy={create.isPending} disabled={name.trim() === ''}>
            {t('views.save')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}

const plain: Look = {
  q: '',
  filter: '',
  sort: 'created',
  order: 'desc',
  columns: [],
  view: undefined,
}

function lookOf({ id, search, text, sort, order, columns }: View): Look {
  return { q: search, filter: text ?? '', sort, order, columns, view: id }
}

function bodyOf({ q, filter, sort, order }: Look, shown: readonly string[]) {
  return {
    search: q,
    sort,
    order,
    columns: [...shown],
    ...(filter === '' ? {} : { text: filter }),
  }
}
