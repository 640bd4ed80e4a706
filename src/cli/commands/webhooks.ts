import type { Routes } from '../../api/routes.ts'
import type { Given } from '../../api/route.ts'
import { webhookEvents } from '../../domain/webhook/webhook.ts'
import { command, Misuse } from '../command.ts'
import { segmentNamed } from '../named.ts'
import { amount, listing } from '../output.ts'
import type { Session } from '../session.ts'

type NewWebhook = Given<Routes['webhooks']['create']>['body']

export const webhooks = command({
  name: 'webhooks',
  summary: 'List who is told when customers enter and leave segments',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela webhooks' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.webhooks.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'URL', 'EVENTS', 'STATE', 'WAITING'],
        items.map(({ id, url, events, state, problem, waiting }) => [
          String(id),
          url,
          events.join(', '),
          problem === null ? state : `${state}: ${problem}`,
          amount(waiting),
        ]),
        'There is no webhook yet: clientela webhooks create URL',
      ),
    )
  },
})

/** What it is told, of whom and of which segments: of making and of changing one. */
const told = {
  events: {
    type: 'string',
    value: 'EVENTS',
    says: `What it is told of, divided by commas: ${webhookEvents.join(', ')}`,
  },
  segment: {
    type: 'string',
    multiple: true,
    value: 'SEGMENT',
    says: 'Of this one, by name or id; of all when left out',
  },
  identifiers: {
    type: 'string',
    value: 'KINDS',
    says: 'By which kinds of identifier a message says who it is about: user_id,email',
  },
  description: { type: 'string', value: 'TEXT', says: 'What it is for' },
} as const

type Told = {
  readonly events?: string | undefined
  readonly segment?: readonly string[] | undefined
  readonly identifiers?: string | undefined
  readonly description?: string | undefined
}

async function bodyOf(session: Session, options: Told): Promise<Omit<NewWebhook, 'url'>> {
  const { events, segment = [], identifiers, description } = options
  const segments: number[] = []
  for (const name of segment) segments.push((await segmentNamed(session, name)).id)
  return {
    ...(events === undefined ? {} : { events: wordsOf(events).map(eventOf) }),
    ...(segments.length === 0 ? {} : { segments }),
    ...(identifiers === undefined ? {} : { identifiers: wordsOf(identifiers) }),
    ...(description === undefined ? {} : { description }),
  }
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function eventOf(word: string) {
  const event = webhookEvents.find((each) => each === word)
  if (event !== undefined) return event
  throw new Misuse(`There is no event ${word}`, `There are ${webhookEvents.join(', ')}.`)
}

export const webhooksCreate = command({
  name: 'webhooks create',
  summary: 'Have somebody told when customers enter and leave segments',
  details:
    'Messages are those of Standard Webhooks, signed by the secret, which is shown this once. It is told of what comes from now on. The URL is public and by HTTPS; others the operator allows (CLIENTELA_WEBHOOK_NETWORKS).',
  positionals: [{ name: 'URL', says: 'Where messages are sent to' }],
  options: told,
  examples: [
    { does: 'of every segment', line: 'clientela webhooks create https://example.com/hooks' },
    {
      does: 'of who comes into one, by e-mail address too',
      line: 'clientela webhooks create https://example.com/hooks --events segment.entered --segment Resellers --identifiers user_id,email',
    },
  ],
  async run({ positionals: [url = ''], options }, session) {
    const { ask, output, routes } = session
    const made = await ask(routes.webhooks.create, {
      body: { url, ...(await bodyOf(session, options)) },
    })
    output.result(made, () => [
      made.secret,
      output.dim(
        `Webhook ${made.id}: the receiver checks signatures by that secret, which is not shown again.`,
      ),
      output.dim(`Try it: clientela webhooks test ${made.id}`),
    ])
  },
})

const one = [{ name: 'ID', says: 'Of the webhook' }]

export const webhooksChange = command({
  name: 'webhooks change',
  summary: 'Change a webhook, pause it, or have it go on where it stood',
  positionals: one,
  options: {
    url: { type: 'string', value: 'URL', says: 'Where messages are sent to' },
    ...told,
    all: { type: 'boolean', says: 'Of all segments again' },
    pause: { type: 'boolean', says: 'Send it nothing; what comes is told later' },
    resume: { type: 'boolean', says: 'Go on, also after it was disabled' },
  },
  examples: [{ does: 'go on after a repair', line: 'clientela webhooks change 1 --resume' }],
  async run({ positionals: [id = ''], options }, session) {
    const { ask, output, routes } = session
    const { url, all, pause, resume } = options
    if (pause && resume) throw new Misuse('It can be paused or resumed, not both', 'Give one.')
    const state = pause ? ('paused' as const) : ('active' as const)
    const body = {
      ...(await bodyOf(session, options)),
      ...(url === undefined ? {} : { url }),
      ...(all ? { segments: null } : {}),
      ...(pause || resume ? { state } : {}),
    }
    const changed = await ask(routes.webhooks.change, { params: { id }, body })
    output.result(changed, () => [`Webhook ${changed.id} is ${changed.state}`])
  },
})

export const webhooksTest = command({
  name: 'webhooks test',
  summary: 'Send a webhook a message of no consequence, and say what came of it',
  positionals: one,
  options: {},
  examples: [{ does: 'one', line: 'clientela webhooks test 1' }],
  async run({ positionals: [id = ''] }, { ask, output, routes }) {
    const tried = await ask(routes.webhooks.test, { params: { id } })
    const { ok, status, took, problem } = tried
    const answered = status === null ? '' : `It answered ${status}. `
    output.result(tried, () => [
      ok ? `It took the message, in ${amount(took)} ms` : `${answered}${problem ?? ''}`,
    ])
  },
})

export const webhooksDeliveries = command({
  name: 'webhooks deliveries',
  summary: 'List what a webhook was told of late and is to be told, latest first',
  positionals: one,
  options: {
    state: {
      type: 'string',
      choices: ['waiting', 'delivered', 'failed'],
      says: 'Only those that are so',
    },
    before: { type: 'string', value: 'N', says: 'Those before that place' },
    limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
  },
  examples: [{ does: 'what was given up', line: 'clientela webhooks deliveries 1 --state failed' }],
  async run({ positionals: [id = ''], options }, { ask, output, routes }) {
    const { before, limit = 20 } = options
    const state = options.state as 'waiting' | 'delivered' | 'failed' | undefined
    const query = {
      limit,
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { before }),
    }
    const found = await ask(routes.webhooks.deliveries, { params: { id }, query })
    output.result(found, () =>
      listing(
        ['N', 'TYPE', 'CUSTOMER', 'STATE', 'ATTEMPTS', 'STATUS', 'PROBLEM'],
        found.items.map((each) => [
          String(each.seq),
          each.type,
          each.customer,
          each.state,
          String(each.attempts),
          each.status === null ? '' : String(each.status),
          each.problem ?? '',
        ]),
        'It was told of nothing yet',
      ),
    )
  },
})

export const webhooksReplay = command({
  name: 'webhooks replay',
  summary: 'Tell a webhook once more of what was noticed in a stretch of time',
  details:
    'Each message has the id that it had, by which the receiver knows it. With --only, one message.',
  positionals: one,
  options: {
    from: { type: 'string', value: 'INSTANT', says: 'From when on: 2026-11-22T08:00:00Z' },
    to: { type: 'string', value: 'INSTANT', says: 'Up to when; now when left out' },
    only: { type: 'string', value: 'N', says: 'The message of that place' },
  },
  examples: [
    { does: 'a morning', line: 'clientela webhooks replay 1 --from 2026-11-22T08:00:00Z' },
    { does: 'one message', line: 'clientela webhooks replay 1 --only 17' },
  ],
  async run({ positionals: [id = ''], options }, { ask, output, routes }) {
    const { from, to, only } = options
    if (only !== undefined) {
      await ask(routes.webhooks.resend, { params: { id, seq: only } })
    } else if (from === undefined) {
      throw new Misuse('It is not said what is to be told again', 'Give --from or --only.')
    } else {
      const body = { from, ...(to === undefined ? {} : { to }) }
      await ask(routes.webhooks.replay, { params: { id }, body })
    }
    output.result({ ok: true }, () => ['It is being told'])
  },
})

export const webhooksRotate = command({
  name: 'webhooks rotate',
  summary: 'Give a webhook another secret; messages are signed by both for a while',
  positionals: one,
  options: {
    hours: { type: 'string', value: 'N', says: 'So long the former is good; 24 when left out' },
  },
  examples: [{ does: 'at once', line: 'clientela webhooks rotate 1 --hours 0' }],
  async run({ positionals: [id = ''], options }, { ask, output, routes }) {
    const body = options.hours === undefined ? {} : { hours: Number(options.hours) }
    const changed = await ask(routes.webhooks.rotate, { params: { id }, body })
    output.result(changed, () => [changed.secret, output.dim('It is not shown again.')])
  },
})

export const webhooksRemove = command({
  name: 'webhooks remove',
  summary: 'Remove a webhook with all that it was to be told',
  positionals: one,
  options: {},
  examples: [{ does: 'one', line: 'clientela webhooks remove 1' }],
  async run({ positionals: [id = ''] }, { ask, output, routes }) {
    await ask(routes.webhooks.remove, { params: { id } })
    output.result({ ok: true }, () => ['It is gone'])
  },
})
