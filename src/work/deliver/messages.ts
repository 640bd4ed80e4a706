import { createHash } from 'node:crypto'
import type { WebhookMessage } from '../../domain/webhook/webhook.ts'
import type { Change } from '../../store/clickhouse/ledger.ts'
import type { Burial } from '../../store/clickhouse/ledgerForward.ts'
import type { NewDelivery } from '../../store/operational/deliveries.ts'

/** A message as it is kept until it is sent, but for its place. */
type Made = Omit<NewDelivery, 'seq'>

/** Who a message is about, by the kinds of identifier that the webhook asks for. */
export type Names = Readonly<Record<string, readonly string[]>>

/**
 * Of an entry of the ledger. Its id is made of the entry and the webhook: whatever is sent again, after a
 * kill or when somebody asks for it, is known by it.
 */
export function messageOfChange(
  webhook: number,
  change: Change,
  said: { readonly segment: string | undefined; readonly names: Names },
): Made {
  const { segment, customer, entered, at, noticed, cause, ref } = change
  return made(webhook, customer, [segment, customer, entered, at, noticed].join(' '), {
    type: entered ? 'segment.entered' : 'segment.left',
    timestamp: iso(at),
    data: {
      segment: { id: segment, name: said.segment ?? null },
      customer: { id: customer, identifiers: said.names },
      at: iso(at),
      noticed: iso(noticed),
      cause,
      ref: ref === '' ? null : ref,
    },
  })
}

/** Of a deletion: nothing but which customer, by the id that earlier messages named. */
export function messageOfDeletion(webhook: number, { customer, version, at }: Burial): Made {
  return made(webhook, customer, `deleted ${customer} ${version}`, {
    type: 'customer.deleted',
    timestamp: iso(at),
    data: { customer: { id: customer } },
  })
}

/** To try whether it arrives. */
export function messageOfTest(webhook: number, now: number): Made {
  return made(webhook, '', `test ${now}`, {
    type: 'webhook.test',
    timestamp: iso(now),
    data: { webhook: { id: webhook } },
  })
}

function made(webhook: number, customer: string, key: string, message: WebhookMessage): Made {
  const digest = createHash('sha256').update(`${webhook} ${key}`).digest('base64url')
  return {
    id: `msg_${digest.slice(0, 27)}`,
    customer,
    type: message.type,
    body: JSON.stringify(message),
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
