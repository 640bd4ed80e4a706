import { command, Misuse } from '../command.ts'
import { table } from '../output.ts'

const words = {
  label: { type: 'string', value: 'TEXT', says: 'What people read' },
  description: { type: 'string', value: 'TEXT', says: 'What it is for' },
} as const

export const fieldsCalculate = command({
  name: 'fields calculate',
  summary: 'Make a calculated field, or define one anew; what rests on it is found again',
  details:
    'A calculated field is worked out whenever it is asked: a measure of events, a condition that is met or not, or a segmentation, whose conditions are tried in order. Conditions use it as they use any field.',
  positionals: [{ name: 'TEXT', says: 'field NAME = what it is' }],
  options: {
    ...words,
    'dry-run': {
      type: 'boolean',
      says: 'Only say which segments rest on it, and how many members each would have',
    },
  },
  examples: [
    {
      does: 'a measure',
      line: `clientela fields calculate 'field spend_90 = sum of total of "Order Completed" in last 90 days'`,
    },
    {
      does: 'a segment as a field',
      line: `clientela fields calculate 'field vip = in segment "VIP"'`,
    },
    {
      does: 'a segmentation',
      line: `clientela fields calculate 'field stage = "loyal" when did "Order Completed" at least 3 times, "new" when did "Order Completed", else "visitor"'`,
    },
  ],
  async run({ positionals: [text = ''], options }, { ask, output, routes }) {
    const effect = await ask(routes.calculated.effect, { body: { text } })
    const lines = [
      ...table(
        effect.segments.map((each) => [
          each.name,
          each.before === null ? '' : `${each.before} → ${each.after}`,
        ]),
      ),
      ...effect.fields.map((name) => `${name} rests on it too`),
    ]
    if (options['dry-run'] === true) {
      const would = effect.exists ? 'would be another' : 'would be made'
      return output.result(effect, () => [`${effect.name} ${would}: ${effect.text}`, ...lines])
    }
    const { label, description } = options
    const said = {
      ...(label === undefined ? {} : { label }),
      ...(description === undefined ? {} : { description }),
    }
    const made = effect.exists
      ? await ask(routes.calculated.change, {
          params: { name: effect.name },
          body: { text, ...said },
        })
      : await ask(routes.calculated.create, { body: { text, ...said } })
    output.result(made, () => [
      `${made.name} is there (${made.type}, version ${made.version})`,
      ...(effect.exists ? lines : []),
    ])
  },
})

export const calculated = command({
  name: 'calculated',
  summary: 'List the calculated fields and what they are',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela calculated' }],
  async run(_, { ask, output, routes }) {
    const { items } = await ask(routes.calculated.list, {})
    output.result(items, () =>
      table([
        ['NAME', 'TYPE', 'LABEL', 'DEFINITION'],
        ...items.map(({ name, type, label, text, archived }) => [
          name,
          type,
          label,
          archived ? `(archived) ${text}` : text,
        ]),
      ]),
    )
  },
})

export const calculatedReady = command({
  name: 'calculated ready',
  summary: 'List calculated fields that are offered, or make some of them',
  details:
    'Purchases in brief, how often she interacts, what she prefers, her age, her stage of the journey, her tier. With names they are made, after those that they are made of.',
  positionals: [{ name: 'NAME', optional: true, many: true, says: 'To be made; all with --all' }],
  options: { all: { type: 'boolean', says: 'Make all that can be made' } },
  examples: [
    { does: 'what is offered', line: 'clientela calculated ready' },
    { does: 'make one', line: 'clientela calculated ready age' },
  ],
  async run({ positionals, options }, { ask, output, routes }) {
    const { items } = await ask(routes.calculated.ready, {})
    const unknown = positionals.find((each) => items.every(({ name }) => name !== each))
    if (unknown !== undefined) {
      throw new Misuse(`No field ${unknown} is offered`, 'See clientela calculated ready.')
    }
    const made: string[] = []
    for (const { name, label, description, text, there } of items) {
      if (there || !(options.all === true || positionals.includes(name))) continue
      await ask(routes.calculated.create, { body: { text, label, description } })
      made.push(name)
    }
    const after = made.length === 0 ? items : (await ask(routes.calculated.ready, {})).items
    output.result({ made, items: after }, () =>
      table([
        ['NAME', 'WHAT', 'STATE'],
        ...after.map(({ name, description, there, wants }) => [
          name,
          description,
          there ? 'there' : (wants ?? 'can be made'),
        ]),
      ]),
    )
  },
})

export const calculatedShow = command({
  name: 'calculated show',
  summary: 'Show a calculated field, what uses it, and its versions',
  positionals: [{ name: 'NAME', says: 'Of the field' }],
  options: {},
  examples: [{ does: 'one of them', line: 'clientela calculated show spend_90' }],
  async run({ positionals: [name = ''] }, { ask, output, routes }) {
    const params = { name }
    const field = await ask(routes.calculated.read, { params })
    const { items: versions } = await ask(routes.calculated.versions, { params })
    const names = (all: readonly { readonly name: string }[]) =>
      all.map((each) => each.name).join(', ')
    output.result({ ...field, versions }, () => [
      field.text,
      ...table([
        ['label', field.label],
        ['type', field.type],
        ['segments', names(field.usedBy.segments)],
        ['promotions', names(field.usedBy.promotions)],
        ['calculated fields', field.usedBy.fields.join(', ')],
        ['views', names(field.usedBy.views)],
        ...versions.map(({ version, at, text }) => [`version ${version}`, `${at} ${text}`]),
      ]),
    ])
  },
})

export const calculatedChange = command({
  name: 'calculated change',
  summary: 'Call a calculated field something else, put it away, or bring it back',
  positionals: [{ name: 'NAME', says: 'Of the field' }],
  options: {
    name: {
      type: 'string',
      value: 'NAME',
      says: 'Another name; conditions and views go on with it',
    },
    ...words,
    archived: {
      type: 'string',
      choices: ['on', 'off'],
      says: 'Put away; refused while it is used',
    },
  },
  examples: [{ does: 'put it away', line: 'clientela calculated change spend_90 --archived on' }],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const { archived, ...rest } = options
    const said = Object.entries(rest).filter(([, value]) => value !== undefined)
    const body = {
      ...Object.fromEntries(said),
      ...(archived === undefined ? {} : { archived: archived === 'on' }),
    }
    if (Object.keys(body).length === 0) {
      throw new Misuse('Nothing to change was given', 'See clientela calculated change --help.')
    }
    const field = await ask(routes.calculated.change, { params: { name }, body })
    output.result(field, () => [
      `${field.name}${field.archived ? ' (archived)' : ''}: ${field.text}`,
    ])
  },
})
