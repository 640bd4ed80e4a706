import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, Select } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'

const hours = ['0', '1', '24', '72', '168'] as const

/** Gives a webhook another secret, shown this once; the one before is good for a while yet. */
export function RotateSecret({ webhook, onClose }: { webhook: number; onClose: () => void }) {
  const { t } = useText()
  const [lasts, setLasts] = useState<(typeof hours)[number]>('24')
  const rotate = useTell(routes.webhooks.rotate, { changes: [routes.webhooks.list.path] })
  return (
    <Dialog open onClose={onClose} title={t('webhooks.rotate')}>
      {rotate.data === undefined ? (
        <Form
          onSubmit={() =>
            rotate.mutate({ params: { id: webhook }, body: { hours: Number(lasts) } })
          }
        >
          <Select
            label={t('webhooks.formerLasts')}
            value={lasts}
            options={hours.map((value) => ({
              value,
              label:
                value === '0'
                  ? t('webhooks.formerEnds')
                  : t('webhooks.hours', { count: Number(value) }),
            }))}
            onChange={setLasts}
          />
          <Note>{t('webhooks.rotateWhat')}</Note>
          <Row>
            <Button type="submit" look="first" busy={rotate.isPending}>
              {t('webhooks.rotateNow')}
            </Button>
          </Row>
        </Form>
      ) : (
        <Stack>
          <Secret label={t('webhooks.secret')} value={rotate.data.secret} />
          <Note>{t('webhooks.secretNote')}</Note>
        </Stack>
      )}
    </Dialog>
  )
}
