import { command, Misuse } from '../../command.ts'
import { promotionNamed } from '../../named.ts'
import { listing } from '../../output.ts'

export const promotionsCoupons = command({
  name: 'promotions coupons',
  summary: 'List the codes of a promotion, give it some, or have some made',
  details:
    'Codes are of a promotion that says "coupon": true, and each of one promotion only. Case does not count. Those that are made have ten letters that nobody guesses, none of which is taken for another.',
  positionals: [{ name: 'NAME', says: 'Of the promotion, or its id' }],
  options: {
    code: { type: 'string', multiple: true, value: 'CODE', says: 'One that it gets' },
    generate: { type: 'string', value: 'N', says: 'How many are to be made, up to 10,000' },
    prefix: { type: 'string', value: 'TEXT', says: 'With which those begin' },
    uses: {
      type: 'string',
      value: 'N',
      says: 'How often each may be used; any for as often as one likes; once when left out',
    },
    expires: {
      type: 'string',
      value: 'INSTANT',
      says: 'From when on they count no more: 2030-12-26T00:00:00-03:00',
    },
    limit: { type: 'string', value: 'N', says: 'How many are listed; 100 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [
    { does: 'those there are', line: 'clientela promotions coupons Christmas' },
    {
      does: 'one that all may use',
      line: 'clientela promotions coupons Christmas --code NATAL10 --uses any',
    },
    {
      does: 'many for one use each',
      line: 'clientela promotions coupons Christmas --generate 500 --prefix XMAS-',
    },
  ],
  async run({ positionals: [named = ''], options }, session) {
    const { ask, output, routes } = session
    const { code: codes, generate, prefix, uses, expires, limit, cursor } = options
    const params = { id: (await promotionNamed(session, named)).id }
    if (codes.length > 0 || generate !== undefined) {
      const body = {
        ...(codes.length === 0 ? {} : { codes: [...codes] }),
        ...(generate === undefined ? {} : { generate: whole(generate, '--generate') }),
        ...(prefix === undefined ? {} : { prefix }),
        ...(uses === undefined ? {} : { uses: uses === 'any' ? null : whole(uses, '--uses') }),
        ...(expires === undefined ? {} : { expires }),
      }
      const made = await ask(routes.promotions.addCoupons, { params, body })
      return output.result(made.codes, () => made.codes)
    }
    const query = {
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
    }
    const found = await ask(routes.promotions.coupons, { params, query })
    output.result(found, () => [
      ...listing(
        ['CODE', 'USED', 'OF', 'EXPIRES'],
        found.items.map((each) => [
          each.code,
          String(each.used),
          each.uses === null ? 'any' : String(each.uses),
          each.expires ?? '',
        ]),
        'It has none yet. Some are made by: clientela promotions coupons NAME --generate N',
      ),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

function whole(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Misuse(`${option} is a whole number from 1, not ${text}`, 'Write, say, 100.')
}
