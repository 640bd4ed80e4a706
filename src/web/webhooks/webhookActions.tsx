import { useNavigate } from '@tanstack/react-router'
import { KeyRound, Pause, Pencil, Play, RotateCw, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Menu } from '../ui/menu.tsx'
import { Facts } from '../ui/records.tsx'
import { Replay } from './replay.tsx'
import { RotateSecret } from './rotateSecret.tsx'
import type { Webhook } from './webhook.ts'
import { WebhookForm } from './webhookForm.tsx'

const changes = [routes.webhooks.list.path]
type Asked = 'change' | 'rotate' | 'replay' | 'remove' | undefined

/** What can be done with a webhook: try it, pause it, have it go on, and the rest in a menu. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const { t } = useText()
  const may = useMay()
  const { id, state } = webhook
  const [asked, setAsked] = useState<Asked>()
  const test = useTell(routes.webhooks.test, { changes: [] })
  const turn = useTell(routes.webhooks.change, {
    changes,
    done: t(state === 'active' ? 'webhooks.paused' : 'webhooks.resumed'),
  })
  const isOn = state === 'active'
  return (
    <>
      {may('integrations:write') && (
        <Button icon={Send} busy={test.isPending} onClick={() => test.mutate({ params: { id } })}>
          {t('webhooks.test')}
        </Button>
      )}
      {may('integrations:manage') && (
        <Button
          icon={isOn ? Pause : Play}
          busy={turn.isPending}
          onClick={() =>
            turn.mutate({ params: { id }, body: { state: isOn ? 'paused' : 'active' } })
          }
        >
          {t(isOn ? 'webhooks.pause' : 'webhooks.resume')}
        </Button>
      )}
      {may('integrations:write') && (
        <Menu
          label={t('webhooks.more')}
          text={t('access.more')}
          groups={[
            [
              { label: t('webhooks.replay'), icon: RotateCw, onSelect: () => setAsked('replay') },
              ...(may('integrations:manage')
                ? [
                    {
                      label: t('webhooks.change'),
                      icon: Pencil,
                      onSelect: () => setAsked('change'),
                    },
                    {
                      label: t('webhooks.rotate'),
                      icon: KeyRound,
                      onSelect: () => setAsked('rotate'),
                    },
                    {
                      label: t('webhooks.remove'),
                      icon: Trash2,
                      danger: true,
                      onSelect: () => setAsked('remove'),
                    },
                  ]
                : []),
            ],
          ]}
        />
      )}
      {test.data !== undefined && <Tested result={test.data} onClose={() => test.reset()} />}
      <Ask webhook={webhook} asked={asked} onClose={() => setAsked(undefined)} />
    </>
  )
}

function Ask({ webhook, asked, onClose }: { webhook: Webhook; asked: Asked; onClose: () => void }) {
  switch (asked) {
    case 'change':
      return <Change webhook={webhook} onClose={onClose} />
    case 'rotate':
      return <RotateSecret webhook={webhook.id} onClose={onClose} />
    case 'replay':
      return <Replay webhook={webhook.id} onClose={onClose} />
    case 'remove':
      return <Remove webhook={webhook} onClose={onClose} />
    case undefined:
      return null
  }
}

function Change({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useText()
  const { id, url, description, events, segments, identifiers } = webhook
  const change = useTell(routes.webhooks.change, {
    changes,
    done: t('webhooks.changed'),
    after: onClose,
    shown: true,
  })
  return (
    <Dialog open onClose={onClose} title={t('webhooks.change')}>
      <WebhookForm
        begin={{ url, description, events, segments, identifiers }}
        action={t('webhooks.save')}
        busy={change.isPending}
        error={change.error}
        onSave={(body) => change.mutate({ params: { id }, body })}
      />
    </Dialog>
  )
}

function Remove({ webhook: { id, url }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const remove = useTell(routes.webhooks.remove, {
    changes: [],
    done: t('webhooks.removed'),
    after: () => void navigate({ to: paths.settingsWebhooks }),
  })
  return (
    <Confirm
      title={t('webhooks.removeOf', { url })}
      action={t('webhooks.remove')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ params: { id } })}
      onClose={onClose}
    >
      {t('webhooks.removeWhat')}
    </Confirm>
  )
}

/** What came of a message of no consequence. */
function Tested({
  result: { ok, status, took, problem },
  onClose,
}: {
  result: Answer<typeof routes.webhooks.test>
  onClose: () => void
}) {
  const { t, format } = useText()
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(ok ? 'webhooks.testTaken' : 'webhooks.testRefused')}
      actions={<Button onClick={onClose}>{t('words.close')}</Button>}
    >
      <Facts
        facts={[
          {
            name: t('webhooks.answer'),
            value: status === null ? t('webhooks.noAnswer') : String(status),
          },
          { name: t('webhooks.took'), value: t('webhooks.ms', { ms: format.count(took) }) },
          ...(problem === null
            ? []
            : [{ name: t('webhooks.problem'), value: <span lang="en">{problem}</span> }]),
        ]}
      />
    </Dialog>
  )
}
