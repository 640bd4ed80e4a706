import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { command, Misuse } from '../command.ts'
import { listing, type Output } from '../output.ts'
import type { Session } from '../session.ts'
import { find } from './customers.ts'

type Rules = Answer<Routes['shop']['read']>['identity']

export const identity = command({
  name: 'identity',
  summary: 'Show which values are nobody’s, and how many identifiers messages bring together',
  details:
    'null, 0, test@test.com and the like are nobody’s everywhere; what is listed here comes to them. One ' +
    'customer has one user_id and one document, whatever is set.',
  options: {},
  examples: [{ does: 'both', line: 'clientela identity' }],
  async run(_given, { ask, output, routes }) {
    show(output, (await ask(routes.shop.read, {})).identity)
  },
})

export const identityBlock = command({
  name: 'identity block',
  summary: 'Say of a value that it is nobody’s, of whatever kind',
  details:
    'For what many share: the e-mail of the counter, the id of a device at the till. It counts for what ' +
    'arrives from then on; who has it keeps it, and is not found by it any more.',
  positionals: [{ name: 'VALUE', says: 'As it is sent; letters great and small are one' }],
  options: {},
  examples: [
    { does: 'the counter’s e-mail', line: 'clientela identity block balcao@loja.example' },
  ],
  async run({ positionals: [value = ''] }, session) {
    const { blocked, limits } = await rulesOf(session)
    if (!blocked.includes(value)) await change(session, { blocked: [...blocked, value], limits })
    show(session.output, await rulesOf(session))
  },
})

export const identityUnblock = command({
  name: 'identity unblock',
  summary: 'Say of a value that it may be somebody’s again',
  positionals: [{ name: 'VALUE', says: 'As it was blocked' }],
  options: {},
  examples: [
    { does: 'the counter’s e-mail', line: 'clientela identity unblock balcao@loja.example' },
  ],
  async run({ positionals: [value = ''] }, session) {
    const { blocked, limits } = await rulesOf(session)
    if (!blocked.includes(value)) {
      throw new Misuse(`${JSON.stringify(value)} is not blocked`, 'See them by: clientela identity')
    }
    await change(session, { blocked: blocked.filter((each) => each !== value), limits })
    show(session.output, await rulesOf(session))
  },
})

export const identityLimit = command({
  name: 'identity limit',
  summary: 'Say how many identifiers of a kind messages bring together under one customer',
  details: 'What is beyond stays by itself and is shown by: clientela duplicates contested',
  positionals: [
    { name: 'KIND', says: 'email, phone, device_id, anonymous_id, or one of the shop’s own' },
    { name: 'N', says: 'From 1 to 10000' },
  ],
  options: {},
  examples: [{ does: 'few e-mails', line: 'clientela identity limit email 3' }],
  async run({ positionals: [kind = '', n = ''] }, session) {
    if (!/^\d{1,5}$/.test(n)) {
      throw new Misuse(`${JSON.stringify(n)} is no number`, 'Say one from 1 to 10000.')
    }
    const { blocked, limits } = await rulesOf(session)
    await change(session, { blocked, limits: { ...limits, [kind]: Number(n) } })
    show(session.output, await rulesOf(session))
  },
})

export const customersIdentifiers = command({
  name: 'customers identifiers',
  summary:
    'Show a customer’s identifiers: since when each is hers, and what messages named with it',
  positionals: [{ name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' }],
  options: {},
  examples: [
    { does: 'where they came from', line: 'clientela customers identifiers user_id:17850' },
  ],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id } = await find(given, session)
    const { items } = await ask(routes.customers.identifiers, { params: { id } })
    output.result(items, () =>
      listing(
        ['KIND', 'VALUE', 'SINCE', 'IMPORT', 'NAMED WITH'],
        items.map((each) => [
          each.kind,
          each.value,
          each.since ?? '',
          each.import === null ? '' : String(each.import),
          each.with
            .map(({ kind, value, at, source, counts }) => {
              return `${kind}:${value} at ${at} by ${source}${counts ? '' : ' (does not count)'}`
            })
            .join('; '),
        ]),
        'She has no identifier.',
      ),
    )
  },
})

async function rulesOf({ ask, routes }: Session): Promise<Rules> {
  return (await ask(routes.shop.read, {})).identity
}

async function change({ ask, routes }: Session, rules: Rules): Promise<void> {
  await ask(routes.shop.change, { body: { identity: rules } })
}

function show(output: Output, { blocked, limits }: Rules): void {
  output.result({ blocked, limits }, () => [
    ...listing(
      ['KIND', 'AT MOST'],
      Object.entries(limits).map(([kind, n]) => [kind, String(n)]),
      '',
    ),
    blocked.length === 0
      ? 'Nothing is blocked beside null, 0, test@test.com and the like.'
      : `Nobody’s, beside null, 0 and the like: ${blocked.join(', ')}`,
  ])
}
