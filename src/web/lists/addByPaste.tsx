import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useDialogRun } from '../people/useRun.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Figures } from '../ui/figures.tsx'
import { Form, Select, TextArea } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { List } from './list.ts'
import { pastedIn, pastedKinds, type PastedKind } from './pasted.ts'

type Found = Answer<typeof routes.customers.findMany>['items']

/** No more than so many at once; more are a file to be imported. */
const most = 10_000
/** Of those that were not found so many are shown. */
const mostShown = 50

/** E-mail addresses, phone numbers or codes, pasted: first it is seen who they are and which are nobody's. */
export function AddByPaste({ list, onClose }: { list: List; onClose: () => void }) {
  const { t, format } = useText()
  const [text, setText] = useState('')
  const [kind, setKind] = useState<PastedKind>('guess')
  const { busy, error, begin } = useDialogRun(onClose)
  const pasted = pastedIn(text, kind)
  const find = useTell(routes.customers.findMany, { changes: [], shown: true })
  const found = find.data?.items
  const ids = [...new Set((found ?? []).flatMap(({ customer }) => customer ?? []))]
  const change = (next: () => void): void => {
    next()
    find.reset()
  }
  return (
    <Stack>
      <Form onSubmit={() => find.mutate({ body: { identifiers: [...pasted] } })}>
        <TextArea
          label={t('lists.pasted')}
          hint={t('lists.pastedHint')}
          rows={6}
          value={text}
          onChange={(next) => change(() => setText(next))}
        />
        <Select
          label={t('lists.kind')}
          value={kind}
          options={pastedKinds.map((value) => ({ value, label: t(`lists.kind_${value}`) }))}
          onChange={(next) => change(() => setKind(next))}
        />
        {pasted.length > most && <Note>{t('lists.tooMany', { most: format.count(most) })}</Note>}
        {find.isError && <Trouble error={find.error} />}
        <Row>
          <Button
            type="submit"
            busy={find.isPending}
            disabled={pasted.length === 0 || pasted.length > most}
          >
            {t('lists.look', { count: pasted.length })}
          </Button>
        </Row>
      </Form>
      {found !== undefined && <Outcome found={found} people={ids.length} />}
      {error !== undefined && <Trouble error={error} />}
      {ids.length > 0 && (
        <Row>
          <Button
            look="first"
            busy={busy}
            onClick={() => begin({ customers: ids, addTo: [list.id] })}
          >
            {t('bulk.add', { count: ids.length })}
          </Button>
        </Row>
      )}
    </Stack>
  )
}

function Outcome({ found, people }: { found: Found; people: number }) {
  const { t } = useText()
  const missing = found.filter(({ customer }) => customer === null)
  return (
    <>
      <Figures
        rows={[
          { label: t('lists.foundPeople'), n: people },
          { label: t('lists.notFound'), n: missing.length, left: missing.length > 0 },
        ]}
      />
      {missing.length > 0 && (
        <Table
          caption={t('lists.notFound')}
          rows={missing.slice(0, mostShown)}
          keyOf={({ kind, value }) => `${kind} ${value}`}
          columns={[
            { key: 'value', title: t('lists.notFoundValue'), cell: ({ value }) => value },
            {
              key: 'why',
              title: t('lists.notFoundWhy'),
              cell: ({ problem }) => t(problem === null ? 'lists.nobodyHasIt' : 'lists.notOfKind'),
            },
          ]}
        />
      )}
      {missing.length > mostShown && (
        <Note>{t('lists.moreNotFound', { count: missing.length - mostShown })}</Note>
      )}
    </>
  )
}
