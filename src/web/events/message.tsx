import type { ReactNode } from 'react'
import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useText } from '../text.tsx'
import { Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Callout, Code, Happening } from '../ui/records.tsx'

/** Something that was sent, with what became of it. */
export type SentMessage = Answer<typeof routes.messages.latest>['items'][number]

/** One of them in a line; opened, as it came, and why it was not accepted. */
export function Message({ message, children }: { message: SentMessage; children?: ReactNode }) {
  const { t, format } = useText()
  const { at, event, type, state, source, userId, anonymousId } = message
  const who = userId ?? anonymousId ?? ''
  return (
    <Happening
      at={at}
      clock={format.clock(at)}
      title={event === null || event === '' ? type : event}
      brief={
        <>
          <Tag left={state === 'rejected'}>{t(`live.${state}`)}</Tag>{' '}
          {[source, who].filter((text) => text !== '').join(' · ')}
        </>
      }
    >
      <Stack>
        {message.reason !== null && <Why message={message} />}
        {children ?? <Code label={t('events.asJson')}>{jsonOf(message)}</Code>}
      </Stack>
    </Happening>
  )
}

/** The message as it came, to be read. */
export function jsonOf({ message }: SentMessage): string {
  return JSON.stringify(message, null, 2)
}

function Why({ message: { where, reason, fix } }: { message: SentMessage }) {
  const { t, locale } = useText()
  const language = locale === 'en' ? {} : { lang: 'en' }
  return (
    <Callout>
      <strong>{t('live.why')}</strong>
      <span {...language}>{where === null ? reason : `${where}: ${reason}`}</span>
      {fix !== null && <span {...language}>{fix}</span>}
    </Callout>
  )
}
