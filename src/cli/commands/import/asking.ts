import { Misuse } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { failure, Refusal } from '../../../domain/failure.ts'
import { placeKinds } from '../../../domain/reference/place.ts'
import type { Session } from '../../session.ts'
import type { RowImport } from '../../wait.ts'
import { changeImport, type RowBody } from './sending.ts'

type Question = NonNullable<RowImport['detection']>['questions'][number]

/** Asks what is open, each thing once. */
export async function answerQuestions(session: Session, looked: RowImport): Promise<RowImport> {
  if (!session.interactive) return looked
  let now = looked
  const asked = new Set<string>()
  for (;;) {
    // An answer may settle others, or open them.
    const question = openOf(now).find((each) => !asked.has(`${each.about} ${each.column}`))
    if (question === undefined) break
    asked.add(`${question.about} ${question.column}`)
    const answer = await answerOf(now, question)
    if (answer !== undefined) now = await changeImport(session, now, answer)
  }
  const make = toMake(now)
  if (make.length > 0) {
    const names = make.map(({ name, type }) => `${name} (${type})`).join(', ')
    if (!(await confirmed(`Make the fields ${names}?`))) throw notUnderstood()
  }
  now = await askForLists(session, now)
  if (!(await confirmed('Is the file understood rightly?'))) throw notUnderstood()
  return now
}

/** Whoever does not want the lists that the file names has the rows back; those of the options were asked for. */
async function askForLists(session: Session, now: RowImport): Promise<RowImport> {
  const missing = now.detection?.missingLists ?? []
  if (missing.length === 0) return now
  const names = `${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ' …' : ''}`
  const makeLists = await confirmed(
    `Make the lists ${names}? Else rows that name them are rejected.`,
  )
  const { lists = [], whole } = now.options
  const isAsked = [...lists, ...(whole?.lists ?? [])].some((each) => typeof each === 'string')
  if (!makeLists && isAsked) throw notUnderstood()
  return await changeImport(session, now, { makeLists })
}

async function answerOf(
  { options, detection }: RowImport,
  { about, column, says }: Question,
): Promise<RowBody['options'] | undefined> {
  if (about === 'dates' || about === 'decimal') {
    const style = await styleAnswer(about, `${column}: ${says}`)
    return { columns: { ...options.columns, [column]: { ...options.columns?.[column], ...style } } }
  }
  const columns = (detection?.columns ?? []).map(({ name }) => name)
  if (about === 'key') return { key: await chosen(says, columns) }
  if (about === 'by') return { by: await chosen(says, placeKinds) }
  if (about === 'time' || about === 'event') {
    const picked = await chosen(says, columns)
    return { map: { ...options.map, [picked]: `record:${about}` } }
  }
  if (about === 'whole') {
    if (!(await confirmed(says))) throw notUnderstood()
    return { whole: { fields: [], lists: [], ...options.whole, confirmed: true } }
  }
  return undefined
}

async function styleAnswer(about: 'dates' | 'decimal', says: string) {
  return about === 'dates'
    ? { dates: await chosen(says, ['dmy', 'mdy', 'ymd'], labels) }
    : { decimal: await chosen(says, [',', '.'], labels) }
}

/** What a person is shown for an answer. */
const labels: Readonly<Record<string, string>> = {
  dmy: 'The day comes first (dmy)',
  mdy: 'The month comes first (mdy)',
  ymd: 'The year comes first (ymd)',
  ',': 'A comma: 1,50 is one and a half',
  '.': 'A point: 1.50 is one and a half',
}

async function chosen<T extends string>(
  message: string,
  from: readonly T[],
  shown: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { isCancel, select } = await import('@clack/prompts')
  const options = from.map((value) => ({ value: value as string, label: shown[value] ?? value }))
  const answer = await select({ message, options, output: process.stderr })
  if (isCancel(answer)) throw notUnderstood()
  return answer as T
}

/** Refused before anything is made where something is open that `--yes` does not answer. */
export function demandAnswerable(
  { interactive }: Session,
  looked: RowImport,
  { yes, 'dry-run': dry }: { readonly yes: boolean; readonly 'dry-run': boolean },
): void {
  const open = openOf(looked).find(({ about }) => about !== 'field' && about !== 'whole')
  if (open !== undefined) {
    const { about, column, says, fix } = open
    const where = column === '' ? about : column
    throw new Refusal(failure('invalid', says, { where, fix }))
  }
  if (yes || dry || interactive) return
  const [make] = toMake(looked)
  if (make === undefined) {
    throw new Misuse('Nobody is there to say whether the file was understood', 'Say --yes.')
  }
  throw new Misuse(
    `There is no field ${make.name}`,
    `Say --yes to have it made as ${make.type}, or \`clientela fields create ${make.name} --type TYPE\`.`,
  )
}

/** Makes the fields that the file fills and the shop does not have; what is cleared is agreed to. */
export async function makeMissing(session: Session, looked: RowImport): Promise<RowImport> {
  const { ask, routes, output } = session
  for (const { name, label, type } of toMake(looked)) {
    const of = owners[looked.kind]
    await ask(routes.fields.create, { body: { of, name, label, type: type as 'text' } })
    output.say(`Made the ${type} field ${name}.`)
  }
  const { whole } = looked.options
  if (whole === undefined || whole.confirmed === true) return looked
  return await changeImport(session, looked, { whole: { ...whole, confirmed: true } })
}

const owners = {
  customers: 'customer',
  events: 'customer',
  products: 'product',
  places: 'place',
} as const

function toMake({ detection }: RowImport) {
  const made = new Map(
    (detection?.columns ?? []).flatMap(({ make }) => (make === null ? [] : [[make.name, make]])),
  )
  return [...made.values()]
}

function openOf({ detection }: RowImport): readonly Question[] {
  return detection?.questions ?? []
}

function notUnderstood(): Misuse {
  return new Misuse('Nothing was brought in', 'Say what is different: --map, --key, --dates …')
}
