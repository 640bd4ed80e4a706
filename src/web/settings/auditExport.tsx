import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { toCsv } from '../charts/csv.ts'
import { ask } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import type { queryOf } from './auditQuery.ts'
import type { AuditEntry } from './auditTable.tsx'

/** The most that one page of the API has. */
const together = 1_000

type Query = ReturnType<typeof queryOf>

/** All entries that the filter lets through, as a file; page by page, and given up by a second press. */
export function AuditExport({ query }: { query: Query }) {
  const { t, format } = useText()
  const [done, setDone] = useState<number>()
  const under = useRef<AbortController>(undefined)
  const run = (): void => {
    if (under.current !== undefined) return under.current.abort()
    const stop = new AbortController()
    under.current = stop
    setDone(0)
    readAll(query, stop.signal, setDone)
      .then(keep)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) says.failed(failureOf(error))
      })
      .finally(() => {
        under.current = undefined
        setDone(undefined)
      })
  }
  return (
    <Button icon={Download} onClick={run}>
      {done === undefined ? 'CSV' : t('audit.exporting', { n: format.count(done) })}
    </Button>
  )
}

async function readAll(
  query: Query,
  signal: AbortSignal,
  onPage: (done: number) => void,
): Promise<AuditEntry[]> {
  const found: AuditEntry[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: { cursor?: string } = cursor === '' ? {} : { cursor }
    const page: { items: AuditEntry[]; next: string | null } = await ask(
      routes.audit.list,
      { query: { ...query, ...from, limit: together } },
      signal,
    )
    found.push(...page.items)
    onPage(found.length)
    cursor = page.next
  }
  return found
}

function keep(entries: readonly AuditEntry[]): void {
  const head = ['seq', 'at', 'who', 'action', 'subject', 'status', 'hash']
  const rows = entries.map(({ seq, at, who, action, subject, status, hash }) => [
    seq,
    at,
    who,
    action,
    subject,
    status,
    hash,
  ])
  const address = URL.createObjectURL(
    new Blob([toCsv([head, ...rows])], { type: 'text/csv;charset=utf-8' }),
  )
  Object.assign(document.createElement('a'), { href: address, download: 'audit.csv' }).click()
  URL.revokeObjectURL(address)
}
