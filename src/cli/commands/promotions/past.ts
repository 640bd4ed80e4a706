import { stat } from 'node:fs/promises'
import type { Json } from '../../../api/parts.ts'
import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { stretches, type Stretch } from '../../../domain/time/stretches.ts'
import { command, Misuse } from '../../command.ts'
import { readObject } from '../../jsonFile.ts'
import { promotionNamed } from '../../named.ts'
import { amount, listing, table } from '../../output.ts'
import type { Session } from '../../session.ts'
import { finishJob } from '../../wait.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { moneyIn } from './evaluate.ts'
import { linesOf, promotionIn } from './saved.ts'

const named = { name: 'NAME', says: 'Of the promotion, or its id' } as const

/** What a preview's job has found, as the API gives it. */
type Preview = {
  readonly since: string
  readonly until: string
  readonly currency: string
  readonly orders: { readonly looked: number; readonly touched: number; readonly unread: number }
  readonly customers: { readonly looked: number; readonly touched: number }
  readonly revenue: number
  readonly discount: number
  readonly gifts: number
  readonly byMonth: readonly {
    readonly month: string
    readonly orders: number
    readonly discount: number
  }[]
  readonly usedUp: {
    readonly day: string
    readonly orders: number
    readonly discount: number
  } | null
  readonly leavesOut: readonly { readonly about: string; readonly says: string }[]
}

export const promotionsPreview = command({
  name: 'promotions preview',
  summary:
    'Say how many customers and orders of the past a promotion would have touched, and its cost',
  details:
    'Each order of the time is worked out as the cart that it was, for the customer as she was a moment before it by what she had done. What cannot be known of the past is said with the figures. A job does it, which may be cancelled by POST /api/jobs/ID/cancel and goes on after a restart.',
  positionals: [{ name: 'PROMOTION', says: 'Its name or id, or a JSON file of one not saved' }],
  options: {
    since: { type: 'string', value: 'INSTANT', says: 'Orders from then on; else of 365 days' },
    until: { type: 'string', value: 'INSTANT', says: 'Orders before then; else before now' },
    locale: localeOption,
  },
  examples: [
    { does: 'one that is saved', line: 'clientela promotions preview Resellers' },
    {
      does: 'a file, of one year',
      line: 'clientela promotions preview promotion.json --since 2010-12-01T00:00:00Z --until 2011-12-01T00:00:00Z',
    },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { since, until } = options
    const body = {
      ...(await previewed(session, given)),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    }
    const query = localeOf(options.locale)
    const begun = await ask(routes.promotions.preview, { body, query })
    const job = await finishJob(session, begun, 'Looking at past orders')
    const preview = job.result as unknown as Preview
    const { locale } = query
    output.result({ job: job.id, ...preview }, () => [
      ...previewLines(preview, locale),
      ...preview.leavesOut.map(({ says }) => output.dim(`- ${says}`)),
    ])
  },
})

type Previewed = { readonly promotion: number } | { readonly draft: Readonly<Record<string, Json>> }

/** A file where there is one of that name, else a promotion. */
async function previewed(session: Session, given: string): Promise<Previewed> {
  const isFile =
    given === '-' ||
    (await stat(given).then(
      (found) => found.isFile(),
      () => false,
    ))
  if (isFile) return { draft: promotionIn(await readObject(given)).promotion }
  return { promotion: (await promotionNamed(session, given)).id }
}

function previewLines(preview: Preview, locale: Parameters<typeof moneyIn>[0]): string[] {
  const { orders, customers, revenue, discount, gifts, byMonth, usedUp, currency } = preview
  const money = moneyIn(locale, currency)
  return [
    `From ${preview.since} to ${preview.until}: ${amount(orders.touched)} of ${amount(orders.looked)} orders, of ${amount(customers.touched)} of ${amount(customers.looked)} customers`,
    ...table([
      ['their items', money(revenue)],
      ['discount', money(discount)],
      ...(gifts === 0 ? [] : [['gifts', amount(gifts)]]),
      ...(usedUp === null
        ? []
        : [['used up on', `${usedUp.day}, after ${amount(usedUp.orders)} orders`]]),
    ]),
    ...table(byMonth.map((each) => [each.month, amount(each.orders), money(each.discount)])),
  ]
}

export const promotionsSchedule = command({
  name: 'promotions schedule',
  summary: 'Say when a promotion begins and ends, and start it: until then it is scheduled',
  positionals: [named],
  options: {
    from: { type: 'string', value: 'INSTANT', says: 'When it begins; none for at once' },
    to: { type: 'string', value: 'INSTANT', says: 'When it ends; none for no end' },
    mend: {
      type: 'boolean',
      says: 'Make the fields it rests on searchable and filterable first',
    },
    locale: localeOption,
  },
  examples: [
    {
      does: 'of one day',
      line: 'clientela promotions schedule Resellers --from 2030-11-29T00:00:00-03:00 --to 2030-11-30T00:00:00-03:00',
    },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { from, to, mend } = options
    if (from === undefined && to === undefined) {
      throw new Misuse(
        'Neither --from nor --to is given',
        'See clientela promotions schedule --help.',
      )
    }
    const query = localeOf(options.locale)
    const params = { id: (await promotionNamed(session, given)).id }
    const body = { mend, ...endOf('from', from), ...endOf('to', to) }
    const stands = await ask(routes.promotions.schedule, { params, body, query })
    output.result(stands, () => linesOf(stands, query.locale))
  },
})

function endOf<K extends 'from' | 'to'>(
  key: K,
  given: string | undefined,
): { readonly [P in K]?: string | null } {
  const said = { [key]: given === 'none' ? null : given }
  return (given === undefined ? {} : said) as { readonly [P in K]?: string | null }
}

type Results = Answer<Routes['promotions']['results']>

export const promotionsResults = command({
  name: 'promotions results',
  summary:
    'Say what came of a promotion: uses, customers, discount, and the revenue of their orders',
  positionals: [named],
  options: {
    from: { type: 'string', value: 'WHEN', says: 'An instant or a day; else since it was made' },
    to: { type: 'string', value: 'WHEN', says: 'An instant or a day; else until now' },
    by: { type: 'string', choices: [...stretches], says: 'How long each stretch is; else day' },
    locale: localeOption,
  },
  examples: [{ does: 'by months', line: 'clientela promotions results Resellers --by month' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { from, to, by } = options
    const params = { id: (await promotionNamed(session, given)).id }
    const query = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(by === undefined ? {} : { by: by as Stretch }),
    }
    const results = await ask(routes.promotions.results, { params, query })
    const { locale } = localeOf(options.locale)
    output.result(results, () => resultLines(results, moneyIn(locale, results.currency)))
  },
})

function resultLines(results: Results, money: (units: number) => string): string[] {
  const { total, items, reserved, unknown, others } = results
  const row = (when: string, came: Omit<Results['total'], never>) => [
    when,
    amount(came.uses),
    amount(came.customers),
    money(came.discount),
    money(came.revenue),
  ]
  return [
    ...listing(
      ['FROM', 'USES', 'CUSTOMERS', 'DISCOUNT', 'REVENUE'],
      items.length === 0
        ? []
        : [...items.map((each) => row(each.from, each)), row('in all', total)],
      'It was not used in that time.',
    ),
    ...(reserved === 0 ? [] : [`${amount(reserved)} orders hold it and have not used it yet`]),
    ...(unknown === 0 ? [] : [`Of ${amount(unknown)} orders no total has arrived`]),
    ...(others === 0 ? [] : [`${amount(others)} orders are in another currency`]),
  ]
}
