import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import type { Json } from '../../api/parts.ts'
import type { Answer, Given } from '../../api/route.ts'
import { answersTo } from '../answersTo.ts'
import { ask } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/fields.tsx'
import { Empty, Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Code } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { jsonOf, Message, type SentMessage } from './message.tsx'

/** What could not be accepted, with the reason, to be mended and brought again. */
export function Rejected({ q }: { q: string }) {
  const { t } = useText()
  const may = useMay()
  const mayBring = may('events:write')
  const wanted = useDeferredValue(q)
  const replay = useReplay()
  const pages = useInfiniteQuery({
    queryKey: [routes.messages.rejected.path],
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === '' ? {} : { cursor: pageParam }
      return await ask(routes.messages.rejected, { query }, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 10_000,
  })
  const all = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const rows = all.filter(({ event, type, source, userId, reason }) =>
    [event, type, source, userId, reason].some((text) => answersTo(text ?? '', wanted)),
  )
  return (
    <Panel
      title={t('live.rejectedTitle')}
      note={t('live.rejectedNote')}
      actions={
        mayBring &&
        all.length > 0 && (
          <Button icon={RotateCcw} busy={replay.isPending} onClick={() => replay.mutate({})}>
            {t('live.replayAll')}
          </Button>
        )
      }
    >
      {pages.isPending && <Waiting lines={6} />}
      {pages.isError && <Trouble error={pages.error} />}
      {pages.isSuccess && all.length === 0 && (
        <Empty title={t('live.noneRejected')}>{t('live.noneRejectedWhy')}</Empty>
      )}
      {all.length > 0 && rows.length === 0 && <Note>{t('events.noneFound', { q })}</Note>}
      <div>
        {rows.map((message) => (
          <Message key={`${message.position} ${message.row}`} message={message}>
            {mayBring ? (
              <Mend message={message} />
            ) : (
              <Code label={t('events.asJson')}>{jsonOf(message)}</Code>
            )}
          </Message>
        ))}
      </div>
      {pages.hasNextPage && (
        <Row>
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('customers.more')}
          </Button>
        </Row>
      )}
    </Panel>
  )
}

/** The message, to be written anew and brought again. */
function Mend({ message }: { message: SentMessage }) {
  const { t } = useText()
  const first = jsonOf(message)
  const [text, setText] = useState(first)
  const replay = useReplay()
  const mended = readJson(text)
  const { position, row } = message
  const bring = (): void => {
    if (mended === undefined) return
    const one = { position, row, ...(text === first ? {} : { message: mended }) }
    replay.mutate({ messages: [one] })
  }
  return (
    <Stack gap="small">
      <TextArea
        label={t('live.mend')}
        hint={mended === undefined ? t('live.noJson') : t('live.mendHint')}
        rows={Math.min(16, first.split('\n').length + 1)}
        value={text}
        onChange={setText}
      />
      <Row>
        <Button
          icon={RotateCcw}
          busy={replay.isPending}
          disabled={mended === undefined}
          onClick={bring}
        >
          {t(text === first ? 'live.replay' : 'live.replayMended')}
        </Button>
      </Row>
    </Stack>
  )
}

type Which = Given<typeof routes.messages.replay>['body']

/** Brings again, waits until it was taken in, and says what came of it. */
function useReplay() {
  const { t } = useText()
  const kept = useQueryClient()
  return useMutation({
    mutationFn: replayed,
    onSuccess: async ({ brought, refused }) => {
      await kept.invalidateQueries({ queryKey: [routes.messages.rejected.path] })
      const [first] = refused
      if (first === undefined) return says.done(t('live.replayed', { count: brought }))
      const { message, where, fix } = first
      says.failed({
        code: 'invalid',
        message: t('live.refused', { count: refused.length, message }),
        ...(where === null ? {} : { where }),
        ...(fix === null ? {} : { fix }),
      })
    },
    onError: (error) => says.failed(failureOf(error)),
  })
}

/** How many were brought again, and which were refused once more. */
async function replayed(which: Which) {
  const refused: Answer<typeof routes.arrivals.read>['rejected'] = []
  let brought = 0
  for (let cursor: string | null | undefined; cursor !== null;) {
    const body = cursor === undefined ? which : { ...which, cursor }
    const { position, replayed: some, next } = await ask(routes.messages.replay, { body })
    brought += some
    if (position !== null) refused.push(...(await refusedOf(position)))
    cursor = next
  }
  return { brought, refused }
}

async function refusedOf(position: number) {
  for (;;) {
    const given = { params: { position }, query: { wait: 20 } }
    const { applied, rejected } = await ask(routes.arrivals.read, given)
    if (applied) return rejected
  }
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
