import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { sendFile } from '../client/sendFile.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Select } from '../ui/fields.tsx'
import { FileDrop } from '../ui/fileDrop.tsx'
import { Note, Page, Stack } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const kinds = ['customers', 'products'] as const
type Kind = (typeof kinds)[number]

/** The first step of bringing a file in: what it is of, and the file itself. */
export function NewImportPage() {
  const { t } = useText()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('customers')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const begin = async (file: File): Promise<void> => {
    const { id } = await ask(routes.imports.create, { body: { kind, fileName: file.name } })
    await sendFile(routes.imports.upload, { params: { id } }, file)
    await navigate({ to: paths.import, params: { id: String(id) } })
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
          onFile={(file) => {
            setBusy(true)
            setError(undefined)
            begin(file).catch((reason: unknown) => {
              setError(reason)
              setBusy(false)
            })
          }}
        />
        {error !== undefined && <Trouble error={error} />}
        <Note>{t('imports.safe')}</Note>
      </Stack>
    </Page>
  )
}
