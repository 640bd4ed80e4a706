import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { command } from '../../command.ts'
import { amount, table, type Output } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { wishesOf, wishOptions } from './wishes.ts'

export const templatesShow = command({
  name: 'templates show',
  summary: 'Show a template fitted to this shop: who would be in it, and what can be changed',
  details:
    'Its thresholds are suggested from the shop’s own data, and its roles are filled by names that are alike; both can be set otherwise. Nothing is saved.',
  positionals: [{ name: 'TEMPLATE', says: 'Its id, as `templates list` shows it' }],
  options: { ...wishOptions, locale: localeOption },
  examples: [
    { does: 'one', line: 'clientela templates show cart-abandonment' },
    {
      does: 'with another threshold',
      line: 'clientela templates show age --set from=30 --set to=39',
    },
    {
      does: 'where the field has another name',
      line: 'clientela templates show interests --map interests=hobbies',
    },
  ],
  async run({ positionals: [id = ''], options }, { ask, output, routes }) {
    const query = localeOf(options.locale)
    const body = wishesOf(options.set, options.map)
    const offer = await ask(routes.templates.offer, { params: { id }, body, query })
    output.result(offer, () => shownOffer(offer, query.locale, output))
  },
})

type Offer = Answer<Routes['templates']['offer']>

const says = {
  en: {
    purpose: 'What it is for',
    action: 'What to do with it',
    draft: 'A first idea',
    members: 'Who is in it',
    customers: 'customers',
    lacks: 'Not yet',
    parameters: 'What can be set (--set NAME=VALUE)',
    roles: 'What it reads here (--map ROLE=NAME)',
    nothing: 'nothing yet',
    guess: ' (a guess: check it)',
    options: 'there are',
  },
  'pt-BR': {
    purpose: 'Para que serve',
    action: 'O que fazer',
    draft: 'Uma primeira ideia',
    members: 'Quem faz parte',
    customers: 'clientes',
    lacks: 'Ainda não',
    parameters: 'O que se pode mudar (--set NOME=VALOR)',
    roles: 'O que ele lê aqui (--map PAPEL=NOME)',
    nothing: 'nada ainda',
    guess: ' (um palpite: confira)',
    options: 'existem',
  },
} as const satisfies Record<Locale, Record<string, string>>

function shownOffer(offer: Offer, locale: Locale, { bold, dim }: Output): string[] {
  const words = says[locale]
  const members =
    offer.size === null
      ? offer.lacks.map((each) => `${words.lacks}: ${each}`)
      : [
          `${words.members}: ${offer.reading ?? ''}`,
          `${bold(amount(offer.size.count))} ${words.customers}`,
          dim(offer.text ?? ''),
        ]
  return [
    `${bold(offer.name)} ${dim(`(${offer.id}) · ${offer.modelName}`)}`,
    `${words.purpose}: ${offer.purpose}`,
    `${words.action}: ${offer.action}`,
    `${words.draft}: ${offer.draft}`,
    '',
    ...members,
    ...section(
      words.parameters,
      offer.parameters.map((each) => parameterRow(each, words.options)),
    ),
    ...section(
      words.roles,
      offer.mapping.map(({ role, name, filledBy, guessed }) => [
        role,
        name,
        `${filledBy ?? words.nothing}${guessed === 'part of the name' ? words.guess : ''}`,
      ]),
    ),
  ]
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows).map((line) => `  ${line}`)]
}

/** Of a choice its possible values follow, of values the most frequent. */
function parameterRow(
  { name, label, value, basis, options }: Offer['parameters'][number],
  there: string,
): readonly string[] {
  const shown = Array.isArray(value) ? value.join(', ') : String(value)
  const values = options
    .slice(0, shownOptions)
    .map((each) => (each.label === each.value ? each.value : `${each.value} = ${each.label}`))
  const separator = options.some(({ label: says }) => says.includes(',')) ? '; ' : ', '
  const more = options.length > shownOptions ? ', …' : ''
  const choices = values.length === 0 ? '' : ` (${there}: ${values.join(separator)}${more})`
  return [
    name,
    shown === '' ? '-' : shown,
    `${label}${choices}${basis === null ? '' : ` (${basis})`}`,
  ]
}

const shownOptions = 8
