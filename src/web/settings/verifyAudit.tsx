import { ShieldCheck } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import { Secret } from '../ui/secret.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** Asks whether anything in the log was changed, taken out or put elsewhere, and says what was found. */
export function VerifyAudit() {
  const { t, format } = useText()
  const [head, setHead] = useState('')
  const verify = useMutation({
    mutationFn: async () =>
      await ask(routes.audit.verify, {
        query: head.trim() === '' ? {} : { head: head.trim().toLowerCase() },
      }),
  })
  const found = verify.data
  return (
    <Panel title={t('audit.verify')} note={t('audit.verifyNote')}>
      <Form onSubmit={() => verify.mutate()}>
        <TextField
          label={t('audit.head')}
          hint={t('audit.headHint')}
          autoComplete="off"
          spellCheck={false}
          value={head}
          onChange={setHead}
        />
        <Row>
          <Button type="submit" icon={ShieldCheck} busy={verify.isPending}>
            {t('audit.verifyNow')}
          </Button>
        </Row>
      </Form>
      {verify.isError && <Trouble error={verify.error} />}
      {found !== undefined && (
        <div role="status">
          <Callout>
            <strong>{t(found.ok ? 'audit.whole' : 'audit.broken')}</strong>
            {found.ok && <span>{t('audit.entries', { count: found.entries })}</span>}
            {found.problem !== null && (
              <>
                <span>{t('audit.brokenAt', { seq: format.count(found.problem.seq) })}</span>
                <span lang="en">{found.problem.message}</span>
              </>
            )}
            {found.head !== '' && (
              <Stack gap="small">
                <Secret label={t('audit.newHead')} value={found.head} />
                <Note>{t('audit.newHeadNote')}</Note>
              </Stack>
            )}
          </Callout>
        </div>
      )}
    </Panel>
  )
}
