import { command, Misuse, type Given, type Option } from '../../command.ts'
import type { Session } from '../../session.ts'
import { finishCheck, finishImport, type RowImport } from '../../wait.ts'
import { answerQuestions, demandAnswerable, makeMissing } from './asking.ts'
import { begin, giveUp, sourceOf, type RowBody } from './sending.ts'
import { showResult, showUnderstood } from './showing.ts'
import { offerTemplate, saveTemplate } from './template.ts'
import { datesOf, style, styleOf } from './style.ts'

/** What columns become. */
export const map = {
  type: 'string',
  multiple: true,
  value: 'COLUMN=WHAT',
} as const

/** The file, whatever it brings. */
export const positionals = [
  { name: 'FILE', says: 'CSV, XLSX, JSON lines, Parquet, packed too; - for standard input' },
] as const

/** The options of files of every kind. */
export const everyKind = {
  key: {
    type: 'string',
    value: 'COLUMN',
    says: 'The column that names the customer; else guessed',
  },
  identifier: { type: 'string', value: 'KIND', says: 'What stands in it; else by its content' },
  sheet: { type: 'string', value: 'NAME', says: 'Of a workbook; else the first' },
  header: { type: 'string', value: 'ROW', says: 'The row of the column names; else detected' },
  ...style,
  dates: {
    type: 'string',
    multiple: true,
    value: 'ORDER|COLUMN=ORDER',
    says: 'Order in dates, or in those of one column: dmy, mdy or ymd; else detected',
  },
  template: {
    type: 'string',
    value: 'NAME',
    says: 'As this template says, but for what is said here',
  },
  'save-template': {
    type: 'string',
    value: 'NAME',
    says: 'Keep how it is understood, for the next',
  },
  'dry-run': { type: 'boolean', says: 'Say what would come of it, and write nothing' },
  yes: {
    type: 'boolean',
    says: 'Do not ask: take the file as understood, make missing fields and lists',
  },
} as const satisfies Record<string, Option>

const customersOptions = {
  ...everyKind,
  map: {
    ...map,
    says: 'A field, city+state, identifier:KIND, lists, consent:PURPOSE:CHANNEL or ignore',
  },
  policy: {
    type: 'string',
    multiple: true,
    value: 'FIELD=WHEN',
    says: 'Replace what is there always, only where it is blank, or never',
  },
  list: { type: 'string', multiple: true, value: 'NAME', says: 'Everybody comes onto it' },
  consent: {
    type: 'string',
    multiple: true,
    value: 'PURPOSE:CHANNEL',
    says: 'Everybody allowed this',
  },
  evidence: { type: 'string', value: 'TEXT', says: 'How they were asked for that' },
  whole: {
    type: 'string',
    multiple: true,
    value: 'FIELD|LIST',
    says: 'Who is not in the file loses this field, or leaves this list',
  },
  at: { type: 'string', value: 'INSTANT', says: 'Since when the values hold; else since now' },
} as const satisfies Record<string, Option>

/** What is true of files of every kind. */
export const details =
  'Every row is taken in whole or comes back in a file of rejected rows, with the reason of each, which ' +
  'imports again as it is once it is mended. The same file twice changes nothing, and after an ' +
  'interruption the import goes on by itself. FILE may be - for standard input.'

export const importCustomers = command({
  name: 'import customers',
  summary: 'Bring in customers from a file with one row a customer',
  details,
  positionals,
  options: customersOptions,
  examples: [
    {
      does: 'a file by its e-mail column',
      line: 'clientela import customers clientes.csv --key email',
    },
    {
      does: 'see first what would change',
      line: 'clientela import customers clientes.csv --key codigo --map "Cidade=city" --dry-run',
    },
  ],
  async run({ positionals: [file = ''], options: typed }, session) {
    const lists = await listsOf(session, typed)
    const policy = pairs('policy', typed.policy)
    const options = {
      ...common(typed),
      ...(typed.policy.length === 0 ? {} : { policy: policy as Record<string, 'always'> }),
      ...lists,
      ...consentsOf(typed),
      ...(typed.at === undefined ? {} : { at: typed.at }),
    }
    await take(session, { kind: 'customers', file, typed, options })
  },
})

const eventsOptions = {
  ...everyKind,
  map: { ...map, says: 'record:time, record:event, record:message_id, property:NAME or ignore' },
  event: { type: 'string', value: 'NAME', says: 'The name of all events, where no column says it' },
} as const satisfies Record<string, Option>

export const importEvents = command({
  name: 'import events',
  summary: 'Bring in events from a file with one row an event',
  details: `${details} An event without an id of its own counts once by all that it says.`,
  positionals,
  options: eventsOptions,
  examples: [
    {
      does: 'visits to a store',
      line: 'clientela import events visits.csv --key cpf --event "Store Visited"',
    },
  ],
  async run({ positionals: [file = ''], options: typed }, session) {
    const { event } = typed
    const options = { ...common(typed), ...(event === undefined ? {} : { event }) }
    await take(session, { kind: 'events', file, typed, options })
  },
})

type Common = Given<
  typeof everyKind & { readonly map: Option & { readonly type: 'string'; readonly multiple: true } }
>['options']

/** What is said of files of every kind. */
export function common(typed: Common): RowBody['options'] {
  const { key, identifier, sheet, header } = typed
  return {
    ...(key === undefined ? {} : { key }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(typed.map.length === 0 ? {} : { map: pairs('map', typed.map) }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(header === undefined ? {} : { header: rowNumber(header) }),
    ...styleOf({ ...typed, dates: undefined }),
    ...datesOf(typed.dates),
  }
}

type Asked = RowBody & {
  readonly file: string
  readonly typed: {
    readonly yes: boolean
    readonly 'dry-run': boolean
    readonly template: string | undefined
    readonly 'save-template': string | undefined
  }
}

/** Sends a file, agrees on how it is understood, and tries it or takes it in. */
export async function take(session: Session, { kind, file, typed, options }: Asked): Promise<void> {
  const source = await sourceOf(file)
  const dry = typed['dry-run']
  const fileName = file === '-' ? 'standard input' : undefined
  const { template } = typed
  const wanted = { kind, fileName, options, ...(template === undefined ? {} : { template }) }
  let looked = (await begin(session, source, wanted)) as RowImport
  try {
    if (template === undefined) looked = await offerTemplate(session, looked, typed)
    showUnderstood(session, looked)
    looked = typed.yes || dry ? looked : await answerQuestions(session, looked)
    demandAnswerable(session, looked, typed)
    if (dry) {
      const asked = session.routes.imports.check
      const begun = (await session.ask(asked, { params: { id: looked.id } })) as RowImport
      showResult(session, await finishCheck(session, begun))
      await saveTemplate(session, looked, typed['save-template'])
      await giveUp(session, looked)
      return
    }
    looked = await makeMissing(session, looked)
    await saveTemplate(session, looked, typed['save-template'])
  } catch (error) {
    await giveUp(session, looked)
    throw error
  }
  const begun = await session.ask(session.routes.imports.start, { params: { id: looked.id } })
  showResult(session, await finishImport(session, begun as RowImport))
  await session.settled()
}

/** Lists by their names: those that are not there are made, where nobody says no to that. */
async function listsOf(
  { ask, routes }: Session,
  { list, whole, yes, 'dry-run': dry }: Given<typeof customersOptions>['options'],
) {
  // A trial says what would come of it if all were agreed to.
  const agreed = yes || dry
  if (list.length === 0 && whole.length === 0) return agreed ? { makeLists: true } : {}
  const { items } = await ask(routes.lists.list, {})
  const known = new Set(items.map(({ name }) => name))
  const wholeLists = whole.filter((name) => known.has(name) || list.includes(name))
  const fields = whole.filter((name) => !wholeLists.includes(name))
  const lists = [...new Set([...list, ...wholeLists])]
  const make = agreed || lists.some((name) => !known.has(name))
  return {
    ...(make ? { makeLists: true } : {}),
    ...(lists.length === 0 ? {} : { lists }),
    ...(whole.length === 0 ? {} : { whole: { fields, lists: wholeLists } }),
  }
}

function consentsOf({
  consent,
  evidence,
}: {
  consent: readonly string[]
  evidence: string | undefined
}) {
  if (consent.length === 0) return {}
  const consents = consent.map((text) => {
    const [purpose = '', channel = '', ...more] = text.split(':')
    if (purpose !== '' && channel !== '' && more.length === 0) {
      return { purpose, channel, ...(evidence === undefined ? {} : { evidence }) }
    }
    throw new Misuse(
      `--consent is PURPOSE:CHANNEL, not ${JSON.stringify(text)}`,
      'Write it as --consent news:email.',
    )
  })
  return { consents }
}

/** `Column=what`, by the last equals sign: names of columns may have some. */
function pairs(option: string, given: readonly string[]): Record<string, string> {
  const entries = given.map((text): [string, string] => {
    const equals = text.lastIndexOf('=')
    if (equals > 0 && equals < text.length - 1) {
      return [text.slice(0, equals), text.slice(equals + 1)]
    }
    throw new Misuse(
      `--${option} has an equals sign in it, not ${JSON.stringify(text)}`,
      option === 'map' ? 'Write it as --map "Cidade=city".' : 'Write it as --policy city=blank.',
    )
  })
  return Object.fromEntries(entries)
}

function rowNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new Misuse(
    `--header is the number of a row, not ${JSON.stringify(text)}`,
    'Say --header 3.',
  )
}
