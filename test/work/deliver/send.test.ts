import { expect, test } from 'vitest'
import type { Webhook } from '../../../src/store/operational/webhooks.ts'
import { makeSender } from '../../../src/work/deliver/send.ts'

const webhook: Webhook = {
  id: 1,
  url: 'https://localhost:9/hooks',
  description: '',
  events: ['segment.entered'],
  identifiers: [],
  secret: 'whsec_AAAA',
  state: 'active',
  reached: {},
  restingUntil: 0,
  by: 'test',
  created: 0,
  updated: 0,
}
const message = { id: 'msg_1', body: '{}' }

test('a name that leads inside is not connected to, whatever its URL looks like', async () => {
  const sender = makeSender({ allowed: [], clock: Date.now })
  const { problem } = await sender.send(webhook, message)
  expect(problem).toMatch(/^localhost leads to \S+, which is not public$/)
  sender.close()
})
