import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { formRoles, widths } from '../../domain/customer/form.ts'
import { command, Misuse } from '../command.ts'
import { formNamed } from '../named.ts'
import { table } from '../output.ts'
import { find } from './customers.ts'

type Form = Answer<Routes['forms']['read']>

const section = {
  type: 'string',
  multiple: true,
  value: 'TITLE:FIELDS',
  says: 'A section: "Contact: name, email half, notes third admin"',
} as const

export const forms = command({
  name: 'forms',
  summary: 'List the forms in which customers are viewed and edited',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela forms' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.forms.list, {})
    output.result(items, () =>
      table([
        ['ID', 'NAME', 'SECTIONS', 'FIELDS'],
        ...items.map(({ id, name, sections }) => [
          String(id),
          name,
          sections.map(({ title }) => title).join(', '),
          String(sections.flatMap(({ fields }) => fields).length),
        ]),
      ]),
    )
  },
})

export const formsShow = command({
  name: 'forms show',
  summary: 'Show a form, or a customer on it',
  positionals: [{ name: 'NAME', says: 'Of the form, or its id' }],
  options: {
    customer: { type: 'string', value: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' },
    locale: {
      type: 'string',
      choices: ['pt-BR', 'en'],
      says: 'Of the values; pt-BR when left out',
    },
  },
  examples: [{ does: 'somebody', line: 'clientela forms show 1 --customer user_id:17850' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const form = await formNamed(session, given)
    if (options.customer === undefined) return output.result(form, () => layoutLines(form))
    const { id: customer } = await find(options.customer, session)
    const query = options.locale === 'en' ? { locale: 'en' as const } : {}
    const params = { id: form.id, customer }
    const filled = await ask(routes.forms.customer, { params, query })
    output.result(filled, () => [
      ...filled.sections.flatMap(({ title, fields }) => [
        ...(title === '' ? [] : [output.bold(title)]),
        ...table(fields.map(({ label, text, from }) => [label, text, from?.source ?? ''])),
      ]),
      ...table(filled.calculated.map(({ label, text, why }) => [label, text, why])),
    ])
  },
})

export const formsCreate = command({
  name: 'forms create',
  summary: 'Make a form',
  positionals: [{ name: 'NAME', says: 'What it is called' }],
  options: { section },
  examples: [
    {
      does: 'a form of two sections',
      line: 'clientela forms create Counter --section "Contact: name, phone half" --section "Taste: roast"',
    },
  ],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const made = await ask(routes.forms.create, {
      body: { name, sections: options.section.map(sectionOf) },
    })
    output.result(made, () => [`${made.name} is there (form ${made.id})`])
  },
})

export const formsChange = command({
  name: 'forms change',
  summary: 'Change the name or the layout of a form',
  positionals: [{ name: 'NAME', says: 'Of the form, or its id' }],
  options: {
    name: { type: 'string', value: 'TEXT', says: 'Another name' },
    section,
    automatic: { type: 'boolean', says: 'Let it have every field, by itself' },
  },
  examples: [
    { does: 'another layout', line: 'clientela forms change 1 --section "Contact: name, email"' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { name, section: sections, automatic } = options
    if (name === undefined && sections.length === 0 && automatic !== true) {
      throw new Misuse('Nothing to change was given', 'See clientela forms change --help.')
    }
    const { id } = await formNamed(session, given)
    const body = {
      ...(name === undefined ? {} : { name }),
      ...(sections.length === 0 ? {} : { sections: sections.map(sectionOf) }),
      ...(automatic === true ? { sections: null } : {}),
    }
    const form = await ask(routes.forms.change, { params: { id }, body })
    output.result(form, () => layoutLines(form))
  },
})

export const formsDelete = command({
  name: 'forms delete',
  summary: 'Delete a form; the fields stay',
  positionals: [{ name: 'NAME', says: 'Of the form, or its id' }],
  options: {},
  examples: [{ does: 'one', line: 'clientela forms delete Counter' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id, name } = await formNamed(session, given)
    const gone = await ask(routes.forms.remove, { params: { id } })
    output.result(gone, () => [`${name} is gone`])
  },
})

/** `Contact: name, email half, notes third admin`. */
function sectionOf(text: string) {
  const colon = text.indexOf(':')
  if (colon < 0) {
    throw new Misuse(
      `A section is its title, a colon and fields: ${JSON.stringify(text)}`,
      'Write it as --section "Contact: name, email half".',
    )
  }
  const fields = text
    .slice(colon + 1)
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return { title: text.slice(0, colon).trim(), fields: fields.map(fieldOf) }
}

function fieldOf(text: string) {
  const [field = '', ...words] = text.split(/\s+/)
  const width = widths.find((each) => words.includes(each))
  const visible = formRoles.find((each) => words.includes(each))
  const strange = words.find((word) => word !== width && word !== visible)
  if (strange !== undefined) {
    throw new Misuse(
      `${JSON.stringify(strange)} says nothing of a field on a form`,
      `Use ${[...widths, ...formRoles].join(', ')}.`,
    )
  }
  return {
    field,
    ...(width === undefined ? {} : { width }),
    ...(visible === undefined ? {} : { visible }),
  }
}

function layoutLines({ name, automatic, sections }: Form): string[] {
  return [
    automatic ? `${name} (lays itself out)` : name,
    ...table(
      sections.flatMap(({ title, fields }) =>
        fields.map(({ field, width, visible }) => [title, field, width, visible]),
      ),
    ),
  ]
}
