import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Pause, Play } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { answersTo } from '../answersTo.ts'
import { Message, type SentMessage } from '../events/message.tsx'
import { Rejected } from '../events/rejected.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Empty, Note, Page, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { TabLink, Tabs } from '../ui/tabs.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/events/live')

/** What is sent is looked for so often. */
const liveMs = 2_000
const most = 200

/** What arrives, as it arrives, and what could not be accepted. */
export function LiveEventsPage() {
  const { t } = useText()
  const { q = '', what } = route.useSearch()
  const navigate = useNavigate({ from: paths.liveEvents })
  return (
    <Page title={t('live.title')} lead={<Link to={paths.events}>{t('events.all')}</Link>}>
      <Stack>
        <Tabs label={t('live.parts')}>
          <TabLink
            to={paths.liveEvents}
            search={q === '' ? {} : { q }}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {t('live.arriving')}
          </TabLink>
          <TabLink to={paths.liveEvents} search={{ ...(q === '' ? {} : { q }), what: 'rejected' }}>
            {t('live.rejectedTitle')}
          </TabLink>
        </Tabs>
        <Row>
          <SearchField
            label={t('live.search')}
            value={q}
            onChange={(next) =>
              void navigate({ search: (old) => ({ ...old, q: next }), replace: true })
            }
          />
        </Row>
      </Stack>
      {what === 'rejected' ? <Rejected q={q} /> : <Arriving q={q} />}
    </Page>
  )
}

function Arriving({ q }: { q: string }) {
  const { t } = useText()
  const [held, setHeld] = useState<readonly SentMessage[]>()
  const latest = useAsk(routes.messages.latest, { query: { limit: most } }, { everyMs: liveMs })
  const all = held ?? latest.data?.items ?? []
  return (
    <Panel
      title={t('live.arriving')}
      note={t('live.note', { count: most })}
      actions={
        <Hold
          held={held !== undefined}
          waiting={newSince(latest.data?.items ?? [], held ?? [])}
          onChange={(hold) => setHeld(hold ? all : undefined)}
        />
      }
    >
      {latest.isPending && <Waiting lines={8} />}
      {latest.isError && <Trouble error={latest.error} />}
      {(latest.isSuccess || held !== undefined) && <Messages all={all} q={q} />}
    </Panel>
  )
}

/** Those that answer to some letters. */
function Messages({ all, q }: { all: readonly SentMessage[]; q: string }) {
  const { t } = useText()
  const wanted = useDeferredValue(q)
  const rows = all.filter((message) => isOf(message, wanted))
  if (all.length === 0) return <Empty title={t('live.none')}>{t('live.noneWhy')}</Empty>
  if (rows.length === 0) return <Note>{t('events.noneFound', { q })}</Note>
  return (
    <div>
      {rows.map((message) => (
        <Message key={`${message.position} ${message.row}`} message={message} />
      ))}
    </div>
  )
}

/** Holds what is shown while it is read, and lets it go on with what has come meanwhile. */
function Hold({
  held,
  waiting,
  onChange,
}: {
  held: boolean
  waiting: number
  onChange: (hold: boolean) => void
}) {
  const { t } = useText()
  if (held) {
    return (
      <Button look="first" icon={Play} onClick={() => onChange(false)}>
        {t('live.goOn', { count: waiting })}
      </Button>
    )
  }
  return (
    <Button icon={Pause} onClick={() => onChange(true)}>
      {t('live.pause')}
    </Button>
  )
}

/** Whether a message answers to some letters: by its name, its source, or whose it is. */
function isOf({ event, type, source, userId, anonymousId }: SentMessage, wanted: string): boolean {
  return [event, type, source, userId, anonymousId].some((text) => answersTo(text ?? '', wanted))
}

function newSince(now: readonly SentMessage[], held: readonly SentMessage[]): number {
  const last = held[0]?.position ?? 0
  return now.filter(({ position }) => position > last).length
}
