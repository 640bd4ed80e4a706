import {
  fieldOwners,
  fieldTypes,
  type FieldOf,
  type FieldType,
} from '../../domain/customer/field.ts'
import { command, Misuse } from '../command.ts'
import { formNamed } from '../named.ts'
import { table } from '../output.ts'
import { finishJob } from '../wait.ts'
import { conversion } from '../../api/fields.ts'

const onOff = { type: 'string', choices: ['on', 'off'] } as const

const of = {
  type: 'string',
  choices: fieldOwners,
  says: 'What has it; customers when left out',
} as const

/** What may be said of a field when it is made, and changed later. */
const sayings = {
  label: { type: 'string', value: 'TEXT', says: 'What people read' },
  description: { type: 'string', value: 'TEXT', says: 'What it is for' },
  group: { type: 'string', value: 'TEXT', says: 'The heading under which it is shown' },
  choice: {
    type: 'string',
    multiple: true,
    value: 'TEXT',
    says: 'A value that a choice may have; given again, all of them are',
  },
  default: {
    type: 'string',
    value: 'VALUE',
    says: 'What whoever is new gets; none when it is empty',
  },
  currency: {
    type: 'string',
    value: 'CODE',
    says: "Of money: BRL, USD …; the shop's when it is empty",
  },
  wins: {
    type: 'string',
    value: 'SOURCE',
    says: 'The source whose values others do not replace; none when it is empty',
  },
} as const

export const fields = command({
  name: 'fields',
  summary: 'List the fields of customers, products or places, and their flags',
  options: { of },
  examples: [{ does: 'all of them', line: 'clientela fields' }],
  async run({ options }, { ask, output, routes }) {
    const { items } = await ask(routes.fields.list, { query: ownerOf(options.of) })
    output.result(items, () =>
      table([
        ['NAME', 'TYPE', 'LABEL', 'FLAGS'],
        ...items.map((field) => [field.name, field.type, field.label, flagsOf(field).join(', ')]),
      ]),
    )
  },
})

export const fieldsShow = command({
  name: 'fields show',
  summary: 'Show what uses a field, and how filled it is',
  positionals: [{ name: 'NAME', says: 'Of the field' }],
  options: { of },
  examples: [{ does: 'the city', line: 'clientela fields show city' }],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const query = ownerOf(options.of)
    const usage = await ask(routes.fields.usage, { params: { name }, query })
    const names = (all: typeof usage.forms) => all.map((each) => each.name).join(', ')
    output.result({ name, ...usage }, () =>
      table([
        ['filled', `${usage.filled} of ${usage.total} (${(usage.share * 100).toFixed(1)} %)`],
        ['different values', `${usage.distinct}${usage.moreDistinct ? ' or more' : ''}`],
        ['from', usage.sources.map(({ source, count }) => `${source} ${count}`).join(', ')],
        ['segments', names(usage.segments)],
        ['promotions', names(usage.promotions)],
        ['calculated fields', usage.calculated.join(', ')],
        ['cluster', names(usage.clusters)],
        ['views', names(usage.views)],
        ['forms', names(usage.forms)],
        ['templates', names(usage.templates)],
      ]),
    )
  },
})

export const fieldsCreate = command({
  name: 'fields create',
  summary: 'Make a field',
  positionals: [{ name: 'NAME', says: 'What conditions and files call it: roast_preference' }],
  options: {
    type: { type: 'string', required: true, choices: fieldTypes, says: 'What its values are' },
    of,
    ...sayings,
    form: { type: 'string', value: 'NAME', says: 'The form onto which it is put' },
    searchable: { ...onOff, says: 'Found by free text; off when left out' },
    filterable: { ...onOff, says: 'May be used in conditions; on when left out' },
    identifying: { ...onOff, says: 'Says directly who somebody is: kept apart; off when left out' },
    sensitive: { ...onOff, says: 'Needs special care; off when left out' },
    required: { ...onOff, says: 'Who is made has a value of it; off when left out' },
    unique: { ...onOff, says: 'No two have the same value; off when left out' },
  },
  examples: [
    {
      does: 'a choice',
      line: 'clientela fields create roast --type choice --choice light --choice dark',
    },
  ],
  async run({ positionals: [name = ''], options }, session) {
    const { ask, output, routes } = session
    const form =
      options.form === undefined ? {} : { form: (await formNamed(session, options.form)).id }
    const made = await ask(routes.fields.create, {
      body: {
        name,
        type: options.type as FieldType,
        ...ownerOf(options.of),
        ...saidOf(options, undefined),
        ...form,
        searchable: options.searchable === 'on',
        filterable: options.filterable !== 'off',
        identifying: options.identifying === 'on',
        sensitive: options.sensitive === 'on',
        required: options.required === 'on',
        unique: options.unique === 'on',
      },
    })
    output.result(made, () => [`${made.name} is there (${made.type})`])
  },
})

export const fieldsChange = command({
  name: 'fields change',
  summary:
    'Change what is said of a field and its flags; values are indexed anew in the background',
  positionals: [{ name: 'NAME', says: 'Of the field' }],
  options: {
    of,
    name: {
      type: 'string',
      value: 'NAME',
      says: 'Another name; what arrives under the old one goes on',
    },
    ...sayings,
    searchable: { ...onOff, says: 'Found by free text' },
    filterable: { ...onOff, says: 'May be used in conditions' },
    sensitive: { ...onOff, says: 'Needs special care' },
    required: { ...onOff, says: 'Who is made has a value of it' },
    unique: { ...onOff, says: 'No two have the same value' },
    archived: { ...onOff, says: 'Put away; its values stay' },
  },
  examples: [
    { does: 'let conditions use it', line: 'clientela fields change notes --filterable on' },
  ],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const flags = Object.entries(options).flatMap(([flag, value]) =>
      flag in onOffFlags && value !== undefined ? [[flag, value === 'on'] as const] : [],
    )
    const renamed = options.name === undefined ? {} : { name: options.name }
    const body = { ...Object.fromEntries(flags), ...saidOf(options, null), ...renamed }
    if (Object.keys(body).length === 0) {
      throw new Misuse('Nothing to change was given', 'See clientela fields change --help.')
    }
    const query = ownerOf(options.of)
    const field = await ask(routes.fields.change, { params: { name }, query, body })
    output.result(field, () => [
      `${field.name}: ${flagsOf(field).join(', ') || 'no flags'}`,
      ...(field.work === undefined
        ? []
        : [`job ${field.work.job} goes through everybody's values: clientela status`]),
    ])
  },
})

export const fieldsType = command({
  name: 'fields type',
  summary: 'Change the type of a field, or try what would not convert',
  positionals: [
    { name: 'NAME', says: 'Of the field' },
    { name: 'TYPE', says: `One of ${fieldTypes.join(', ')}` },
  ],
  options: {
    choice: {
      type: 'string',
      multiple: true,
      value: 'TEXT',
      says: 'A value that it may have then',
    },
    of,
    'dry-run': { type: 'boolean', says: 'Only count what would not convert, and why' },
  },
  examples: [
    { does: 'what would not be a number', line: 'clientela fields type points integer --dry-run' },
  ],
  async run({ positionals: [name = '', type = ''], options }, session) {
    const { ask, output, routes } = session
    const begun = await ask(routes.fields.changeType, {
      params: { name },
      query: ownerOf(options.of),
      body: {
        type: type as FieldType,
        dryRun: options['dry-run'] === true,
        ...(options.choice.length === 0 ? {} : { choices: [...options.choice] }),
      },
    })
    const job = await finishJob(session, begun, `reading the values of ${name}`)
    output.result(job, () => conversionLines(job.result))
  },
})

function conversionLines(result: unknown): string[] {
  const { converted, failed, examples } = conversion.parse(result)
  return [
    `${converted} values convert, ${failed} do not`,
    ...table(examples.map(({ value, reason }) => [JSON.stringify(value), reason])),
  ]
}

const onOffFlags = {
  searchable: true,
  filterable: true,
  sensitive: true,
  required: true,
  unique: true,
  archived: true,
}

type Said = {
  readonly [K in 'label' | 'description' | 'group' | 'default' | 'currency' | 'wins']?:
    | string
    | undefined
} & { readonly choice: readonly string[] }

/** What was said, as the API takes it; of what may be taken away an empty text says so, by `none`. */
function saidOf<N extends null | undefined>(said: Said, none: N) {
  const { label, description, group, choice } = said
  const leavable = (text: string | undefined): string | N | undefined => (text === '' ? none : text)
  const all = {
    label,
    description,
    group,
    choices: choice.length === 0 ? undefined : [...choice],
    default: leavable(said.default),
    currency: leavable(said.currency),
    wins: leavable(said.wins),
  }
  const entries = Object.entries(all).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<typeof all>
}

function ownerOf(given: string | undefined): { of?: FieldOf } {
  return given === undefined ? {} : { of: given as FieldOf }
}

const flagNames = [
  'searchable',
  'filterable',
  'identifying',
  'sensitive',
  'required',
  'unique',
  'builtIn',
  'archived',
] as const

function flagsOf(field: Readonly<Record<(typeof flagNames)[number], boolean>>): string[] {
  return flagNames
    .filter((flag) => field[flag])
    .map((flag) => (flag === 'builtIn' ? 'built in' : flag))
}
