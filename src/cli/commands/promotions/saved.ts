import type { Json } from '../../../api/parts.ts'
import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { command, Misuse } from '../../command.ts'
import { readObject } from '../../jsonFile.ts'
import { promotionNamed } from '../../named.ts'
import { listing, table } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { moneyIn } from './evaluate.ts'

type Saved = Answer<Routes['promotions']['read']>

const named = { name: 'NAME', says: 'Of the promotion, or its id' } as const
const mend = {
  type: 'boolean',
  says: 'Make the fields it rests on searchable and filterable first',
} as const

export const promotions = command({
  name: 'promotions',
  summary: 'List the promotions, how they stand and what was used of them',
  options: { locale: localeOption },
  examples: [{ does: 'all of them', line: 'clientela promotions' }],
  async run({ options }, { ask, output, routes }) {
    const query = localeOf(options.locale)
    const { items } = await ask(routes.promotions.list, { query })
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'STATE', 'USES', 'SPENT', 'WHAT'],
        items.map(({ id, name, state, uses, spent, reading }) =>
          [id, name, state, uses, spent, reading].map(String),
        ),
        'There is none yet. One is made by: clientela promotions create FILE.json',
      ),
    )
  },
})

export const promotionsCreate = command({
  name: 'promotions create',
  summary: 'Make a promotion of what a JSON file says: a draft, until it is started',
  details:
    'The file has its name, perhaps a description, and what it says: "customers" (a condition in words or as JSON), "cart", "when", "benefit", "limits", "coupon" and "stacking", of which only the benefit is needed. docs/clusters-and-promotions.md shows each.',
  positionals: [{ name: 'FILE', says: 'JSON; - for standard input' }],
  options: { start: { type: 'boolean', says: 'Start it at once' }, mend, locale: localeOption },
  examples: [{ does: 'of a file', line: 'clientela promotions create resellers.json' }],
  async run({ positionals: [file = ''], options }, { ask, output, routes }) {
    const { promotion, name, description } = promotionIn(await readObject(file))
    if (name === undefined) throw new Misuse('It has no name', `Write "name" into ${file}.`)
    const query = localeOf(options.locale)
    const body = { name, promotion, ...(description === undefined ? {} : { description }) }
    const made = await ask(routes.promotions.create, { body, query })
    const params = { id: made.id }
    const shown = options.start
      ? await ask(routes.promotions.start, { params, body: { mend: options.mend }, query })
      : made
    output.result(shown, () => linesOf(shown, query.locale))
  },
})

export const promotionsShow = command({
  name: 'promotions show',
  summary: 'Show a promotion, its versions and which orders have it',
  positionals: [named],
  options: { locale: localeOption },
  examples: [{ does: 'one of them', line: 'clientela promotions show Resellers' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const { id } = await promotionNamed(session, given)
    const params = { id }
    const [promotion, { items: versions }, { items: usages }] = await Promise.all([
      ask(routes.promotions.read, { params, query }),
      ask(routes.promotions.versions, { params, query }),
      ask(routes.promotions.usages, { params, query: { limit: 10 } }),
    ])
    output.result({ ...promotion, versions, usages }, () => [
      ...linesOf(promotion, query.locale),
      ...table(
        versions.map(({ version, at, by, reading }) => [`version ${version}`, at, by, reading]),
      ),
      ...table(
        usages.map(({ order, state, customer, amount, at }) => [
          `order ${order}`,
          state,
          customer ?? '',
          String(amount),
          at,
        ]),
      ),
    ])
  },
})

export const promotionsChange = command({
  name: 'promotions change',
  summary: 'Change what a promotion says, or its name: another definition is another version',
  positionals: [named, { name: 'FILE', says: 'All that it says from now on', optional: true }],
  options: {
    name: { type: 'string', value: 'NAME', says: 'What it is called from now on' },
    description: { type: 'string', value: 'TEXT', says: 'What it is for' },
    locale: localeOption,
  },
  examples: [
    { does: 'what it says', line: 'clientela promotions change Resellers resellers.json' },
    { does: 'its name', line: 'clientela promotions change Resellers --name Trade' },
  ],
  async run({ positionals: [given = '', file], options }, session) {
    const { ask, output, routes } = session
    const { name, description } = options
    const said = file === undefined ? {} : promotionIn(await readObject(file))
    const body = {
      ...said,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    }
    if (Object.keys(body).length === 0) {
      throw new Misuse('Nothing is to be changed', 'Give a file, --name or --description.')
    }
    const query = localeOf(options.locale)
    const { id, version } = await promotionNamed(session, given)
    // Whoever changed it meanwhile is not overwritten.
    const changed = await ask(routes.promotions.change, {
      params: { id },
      body: { ...body, version },
      query,
    })
    output.result(changed, () => linesOf(changed, query.locale))
  },
})

export const promotionsStart = command({
  name: 'promotions start',
  summary:
    'Let a promotion run; refused while a field it rests on is not searchable and filterable',
  positionals: [named],
  options: { mend, locale: localeOption },
  examples: [
    { does: 'with its fields mended', line: 'clientela promotions start Resellers --mend' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const params = { id: (await promotionNamed(session, given)).id }
    const body = { mend: options.mend }
    const started = await ask(routes.promotions.start, { params, body, query })
    output.result(started, () => linesOf(started, query.locale))
  },
})

export const promotionsPause = command({
  name: 'promotions pause',
  summary: 'Let a promotion rest: carts get it no more, until it is started again',
  positionals: [named],
  options: { locale: localeOption },
  examples: [{ does: 'one of them', line: 'clientela promotions pause Resellers' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const params = { id: (await promotionNamed(session, given)).id }
    const paused = await ask(routes.promotions.pause, { params, query })
    output.result(paused, () => linesOf(paused, query.locale))
  },
})

export const promotionsArchive = command({
  name: 'promotions archive',
  summary: 'Put a promotion away; what was used of it stays known',
  positionals: [named],
  options: { locale: localeOption },
  examples: [{ does: 'one of them', line: 'clientela promotions archive Resellers' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const params = { id: (await promotionNamed(session, given)).id }
    const archived = await ask(routes.promotions.archive, { params, query })
    output.result(archived, () => linesOf(archived, query.locale))
  },
})

type Said = {
  readonly promotion: Record<string, Json>
  readonly name?: string
  readonly description?: string
}

/** What a file says: its words, and all else, which is the definition; that may stand by itself too. */
export function promotionIn(file: Readonly<Record<string, Json>>): Said {
  const { name, description, promotion, ...rest } = file
  const isApart = typeof promotion === 'object' && promotion !== null && !Array.isArray(promotion)
  return {
    promotion: isApart ? promotion : rest,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  }
}

/** A promotion in a line or two, and what it waits for. */
export function linesOf(
  { id, name, state, waitsFor, version, uses, spent, reading }: Saved,
  locale: Locale,
) {
  return [
    `${name} (promotion ${id}, ${state}, version ${version}): ${reading}`,
    ...waitsFor.map(({ says }) => says),
    ...(uses === 0 ? [] : [`uses: ${uses}, for ${moneyIn(locale)(spent)} in all`]),
  ]
}
