import { useState } from 'react'
import { useText } from '../text.tsx'
import { OneOf } from '../ui/choices.tsx'
import { Note, Stack } from '../ui/page.tsx'
import { CopyCode } from '../ui/secret.tsx'
import type { Source } from './source.tsx'

const ways = ['page', 'segment', 'node', 'http'] as const
type Way = (typeof ways)[number]

/** What stands in the place of a key that is known no more. */
const someKey = 'WRITE_KEY'

/** How a source sends its events: the lines to paste, for pages and for programs, as docs/tracking.md tells at length. */
export function Installing({ kind, writeKey }: { kind: Source['kind']; writeKey?: string }) {
  const { t } = useText()
  const [way, setWay] = useState<Way>(kind === 'site' ? 'page' : 'node')
  const code = codeOf(way, location.origin, writeKey ?? someKey)
  return (
    <Stack>
      <OneOf
        label={t('install.how')}
        value={way}
        options={ways.map((value) => ({ value, label: t(`install.way_${value}`) }))}
        onChange={setWay}
      />
      <p>{t(`install.what_${way}`)}</p>
      <CopyCode label={t('install.code')}>{code}</CopyCode>
      {writeKey === undefined && <Note>{t('install.keyHidden', { key: someKey })}</Note>}
      {way === 'page' && (
        <>
          <p>{t('install.afterwards')}</p>
          <CopyCode label={t('install.calls')}>{calls}</CopyCode>
          <Note>{t('install.consent')}</Note>
        </>
      )}
    </Stack>
  )
}

function codeOf(way: Way, server: string, key: string): string {
  switch (way) {
    case 'page':
      return `<script>
  window.clientela = window.clientela || []
  for (const name of ['page', 'track', 'identify', 'group', 'alias', 'reset', 'consent'])
    clientela[name] = (...given) => clientela.push([name, ...given])
</script>
<script async src="${server}/v1/clientela.js" data-write-key="${key}"></script>`
    case 'segment':
      return `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${server}' })
analytics.page()`
    case 'node':
      return `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${key}', host: '${server}' })
analytics.identify({ userId: '200', traits: { email: 'bia@example.org' } })
analytics.track({ userId: '200', event: 'Order Completed', properties: { order_id: 'A-1', total: 89.9 } })`
    case 'http':
      return `curl -u '${key}:' -H 'content-type: application/json' ${server}/v1/track \\
  -d '{"userId": "200", "event": "Product Viewed", "properties": {"product_id": "beans"}}'`
  }
}

const calls = `clientela.track('Product Viewed', { product_id: 'beans', category: 'Coffee', price: 39.9 })
clientela.identify('200', { email: 'bia@example.org', firstName: 'Bia' })`
