import { fieldTypes, type FieldType } from '../../domain/customer/field.ts'
import { command, Misuse } from '../command.ts'
import { table } from '../output.ts'

const onOff = { type: 'string', choices: ['on', 'off'] } as const

export const fields = command({
  name: 'fields',
  summary: 'List the fields of customers and their flags',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela fields' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.fields.list, {})
    output.result(items, () =>
      table([
        ['NAME', 'TYPE', 'LABEL', 'FLAGS'],
        ...items.map((field) => [field.name, field.type, field.label, flagsOf(field).join(', ')]),
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
    label: { type: 'string', value: 'TEXT', says: 'What people read' },
    choice: {
      type: 'string',
      multiple: true,
      value: 'TEXT',
      says: 'A value that a choice may have',
    },
    searchable: { ...onOff, says: 'Found by free text; off when left out' },
    filterable: { ...onOff, says: 'May be used in conditions; on when left out' },
    identifying: { ...onOff, says: 'Says directly who somebody is: kept apart; off when left out' },
    sensitive: { ...onOff, says: 'Needs special care; off when left out' },
  },
  examples: [
    {
      does: 'a choice',
      line: 'clientela fields create roast --type choice --choice light --choice dark',
    },
  ],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const { type, label, choice } = options
    const made = await ask(routes.fields.create, {
      body: {
        name,
        type: type as FieldType,
        ...(label === undefined ? {} : { label }),
        ...(choice.length === 0 ? {} : { choices: [...choice] }),
        searchable: options.searchable === 'on',
        filterable: options.filterable !== 'off',
        identifying: options.identifying === 'on',
        sensitive: options.sensitive === 'on',
      },
    })
    output.result(made, () => [`${made.name} is there (${made.type})`])
  },
})

export const fieldsChange = command({
  name: 'fields change',
  summary: 'Change the label and flags of a field; values are indexed anew in the background',
  positionals: [{ name: 'NAME', says: 'Of the field' }],
  options: {
    label: { type: 'string', value: 'TEXT', says: 'What people read' },
    searchable: { ...onOff, says: 'Found by free text' },
    filterable: { ...onOff, says: 'May be used in conditions' },
    sensitive: { ...onOff, says: 'Needs special care' },
    archived: { ...onOff, says: 'Put away; its values stay' },
  },
  examples: [
    { does: 'let conditions use it', line: 'clientela fields change notes --filterable on' },
  ],
  async run({ positionals: [name = ''], options: { label, ...flags } }, { ask, output, routes }) {
    const given = Object.entries(flags).flatMap(([flag, value]) =>
      flag in onOffFlags && value !== undefined ? [[flag, value === 'on'] as const] : [],
    )
    if (given.length === 0 && label === undefined) {
      throw new Misuse('Nothing to change was given', 'See clientela fields change --help.')
    }
    const body = { ...Object.fromEntries(given), ...(label === undefined ? {} : { label }) }
    const field = await ask(routes.fields.change, { params: { name }, body })
    output.result(field, () => [`${field.name}: ${flagsOf(field).join(', ') || 'no flags'}`])
  },
})

const onOffFlags = { searchable: true, filterable: true, sensitive: true, archived: true }

const flagNames = [
  'searchable',
  'filterable',
  'identifying',
  'sensitive',
  'builtIn',
  'archived',
] as const

function flagsOf(field: Readonly<Record<(typeof flagNames)[number], boolean>>): string[] {
  return flagNames
    .filter((flag) => field[flag])
    .map((flag) => (flag === 'builtIn' ? 'built in' : flag))
}
