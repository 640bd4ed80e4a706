import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { sendFile } from '../client/sendFile.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, Select, TextArea } from '../ui/fields.tsx'
import { FileDrop } from '../ui/fileDrop.tsx'
import { Note, Page, Row, Stack } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const kinds = ['customers', 'orders', 'events', 'products', 'places'] as const
type Kind = (typeof kinds)[number]

/** The first step of bringing a file in: what it is of, and the file itself. */
export function NewImportPage() {
  const { t } = useText()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('customers')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const begin = async (file: File): Promise<void> => {
    const { name: fileName } = file
    const body = kind === 'orders' ? { kind, fileName, guess: true } : { kind, fileName }
    const { id } = await ask(routes.imports.create, { body })
    await sendFile(routes.imports.upload, { params: { id } }, file)
    await navigate({ to: paths.import, params: { id: String(id) } })
  }
  const take = (file: File): void => {
    setBusy(true)
    setError(undefined)
    begin(file).catch((reason: unknown) => {
      setError(reason)
      setBusy(false)
    })
  }
  return (
    <Page title={t('imports.begin')} lead={t('imports.beginLead')}>
      <Stack>
        <Select
          label={t('imports.of')}
          value={kind}
          options={kinds.map((each) => ({ value: each, label: t(`imports.kind_${each}`) }))}
          onChange={setKind}
        />
        <FileDrop
          label={t(busy ? 'imports.reading' : 'imports.drop')}
          hint={t('imports.dropHint')}
          accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.parquet,.gz,.zip"
          busy={busy}
          onFile={take}
        />
        <Paste busy={busy} onPaste={take} />
        {error !== undefined && <Trouble error={error} />}
        <Note>{t('imports.safe')}</Note>
      </Stack>
    </Page>
  )
}

/** Cells copied in a spreadsheet, or text of any of the forms, as if it were a file. */
function Paste({ busy, onPaste }: { busy: boolean; onPaste: (file: File) => void }) {
  const { t } = useText()
  const [text, setText] = useState('')
  return (
    <Form
      onSubmit={() =>
        onPaste(new File([text], `${t('imports.pastedName')}.csv`, { type: 'text/csv' }))
      }
    >
      <TextArea
        label={t('imports.paste')}
        hint={t('imports.pasteHint')}
        rows={3}
        value={text}
        onChange={setText}
      />
      <Row>
        <Button type="submit" busy={busy} disabled={text.trim() === ''}>
          {t('imports.pasteUse')}
        </Button>
      </Row>
    </Form>
  )
}
