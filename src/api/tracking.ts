import { z } from 'zod'
import { batchForm, messageForms, type MessageType } from '../domain/event/message.ts'
import type { Route } from './route.ts'

/**
 * The Segment tracking API, as its clients speak it. What a message says besides is passed over, and one
 * that cannot be accepted is kept with its reason: refused is only what is no JSON, too much, or without a key.
 */
const success = z.strictObject({ success: z.literal(true) }).meta({ id: 'Collected' })

const summaries = {
  identify: 'Say who somebody is, and what is known of her',
  track: 'Say what somebody did',
  page: 'Say that somebody viewed a page',
  screen: 'Say that somebody viewed a screen of an app',
  group: 'Say to which company somebody belongs; kept until there are companies',
  alias: 'Say that two ids are one person’s',
  batch: 'Bring messages of all kinds, up to 2,500 and 500 KB; what is answered is safe',
} as const satisfies Record<MessageType | 'batch', string>

function collecting<C extends keyof typeof summaries, P extends string>(call: C, path: P) {
  return {
    method: 'POST',
    path,
    tag: 'tracking',
    summary: summaries[call],
    writeKey: true,
    body: call === 'batch' ? batchForm : messageForms[call as MessageType],
    response: success,
  } as const satisfies Route
}

/** By their words, and as browsers send them: as text, in a letter, so that nothing is asked before. */
export const trackingRoutes = {
  identify: collecting('identify', '/v1/identify'),
  track: collecting('track', '/v1/track'),
  page: collecting('page', '/v1/page'),
  screen: collecting('screen', '/v1/screen'),
  group: collecting('group', '/v1/group'),
  alias: collecting('alias', '/v1/alias'),
  batch: collecting('batch', '/v1/batch'),
  i: collecting('identify', '/v1/i'),
  t: collecting('track', '/v1/t'),
  p: collecting('page', '/v1/p'),
  s: collecting('screen', '/v1/s'),
  g: collecting('group', '/v1/g'),
  a: collecting('alias', '/v1/a'),
  b: collecting('batch', '/v1/b'),
  snippet: {
    method: 'GET',
    path: '/v1/clientela.js',
    tag: 'tracking',
    summary: 'The script that a page of the shop loads to send events',
    response: z.string(),
    stream: ['text/javascript'],
  },
  settings: {
    method: 'GET',
    path: '/v1/projects/:key/settings',
    tag: 'tracking',
    summary: 'Where a client in a browser is to send, by its write key',
    params: z.strictObject({ key: z.string().max(200) }),
    response: z.strictObject({
      integrations: z.strictObject({
        'Segment.io': z.strictObject({
          apiKey: z.string(),
          apiHost: z.string(),
          protocol: z.enum(['http', 'https']),
        }),
      }),
      metrics: z.strictObject({ sampleRate: z.literal(0) }),
    }),
  },
} as const satisfies Record<string, Route>
