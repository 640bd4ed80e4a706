import { fold } from '../../fold.ts'
import { valueType, type Field, type FieldType } from '../field.ts'
import { mostClues, type Clue, type ClueKind, type Person, type Source } from './clue.ts'
import { dateDigits, normal, sourceText } from './clueText.ts'

/**
 * Which fields and identifiers customers are compared by, judged by type, by name, and by what the
 * values of a sample look like: every field that is filled in one of fifty or more and does not say the
 * same of everyone. The shop's own ids tell nothing: two customers never have the same one.
 */
export function chooseClues(fields: readonly Field[], sample: readonly Person[]): readonly Clue[] {
  const usable = fields.filter((field) => field.of === 'customer' && !field.archived)
  const names = nameClues(usable)
  const taken = new Set(
    names.flatMap(({ from }) => from.map((each) => ('field' in each ? each.field : 0))),
  )
  const others = usable.filter(({ id }) => !taken.has(id)).flatMap((field) => of(field, sample))
  const clues = withIdentifiers([...names, ...others])
  return clues
    .map((clue) => ({ clue, look: lookAt(clue, sample) }))
    .filter(({ look }) => look.filled * 50 >= sample.length && look.distinct > 1)
    .toSorted((a, b) => a.look.same - b.look.same)
    .slice(0, mostClues)
    .map(({ clue }) => clue)
}

const givenNames = /^(given|first|fore|primeiro|pre)_?(name|nome)$|^(prenome|fname|nome)$/
const familyNames = /^(sur|last|family|second|ultimo)_?(name|nome)$|^(surname|sobrenome|lname)$/
const wholeNames = /^(full_?name|nome_completo|nome_do_cliente|nome_cliente|customer_name|cliente)$/

/** The two parts of the name, from fields of their own where there are such, else from the whole. */
function nameClues(fields: readonly Field[]): Clue[] {
  const texts = fields.filter(({ type }) => type === 'text')
  const named = (form: RegExp): Field[] => texts.filter(({ name }) => form.test(fold(name)))
  const families = named(familyNames)
  // Where nothing is called family name, `nome` is the whole name.
  const givens = named(givenNames).filter(({ name }) => families.length > 0 || name !== 'nome')
  const wholes = texts.filter(
    ({ name, builtIn }) =>
      (builtIn && name === 'name') ||
      wholeNames.test(fold(name)) ||
      (families.length === 0 && name === 'nome'),
  )
  const part = (which: 'given' | 'family', own: readonly Field[]): Clue => {
    const [first] = own
    return {
      name: first?.name ?? `${which}_name`,
      label: first?.label ?? `${which} name`,
      kind: which,
      personal: which === 'given',
      from: [
        ...own.map(({ id, type }): Source => ({ field: id, type })),
        ...wholes.map(({ id, type }): Source => ({ field: id, type, part: which })),
      ],
    }
  }
  return [part('given', givens), part('family', families)].filter(({ from }) => from.length > 0)
}

function of(field: Field, sample: readonly Person[]): Clue[] {
  const source: Source = { field: field.id, type: field.type }
  const kind = kindByType[field.type] ?? kindByName(field) ?? kindByLook(source, sample)
  if (kind === undefined) return []
  const personal = kind === 'date' || (kind === 'code' && isPersonal(field, source, sample))
  return [{ name: field.name, label: field.label, kind, personal, from: [source] }]
}

const kindByType: Readonly<Partial<Record<FieldType, ClueKind>>> = {
  email: 'email',
  phone: 'phone',
  date: 'date',
  datetime: 'date',
  cpf: 'code',
  cnpj: 'code',
  cpf_cnpj: 'code',
  cep: 'code',
}

function kindByName({ name, builtIn, type }: Field): ClueKind | undefined {
  if (!builtIn || valueType(type) !== 'text') return undefined
  if (name === 'email') return 'email'
  return name === 'phone' ? 'phone' : undefined
}

/** Undefined where each value names its own customer, as an id of another system does. */
function kindByLook(source: Source, sample: readonly Person[]): ClueKind | undefined {
  const texts = sample.map((person) => sourceText(source, person)).filter((text) => text !== '')
  const share = (test: (text: string) => boolean): number =>
    texts.filter(test).length / Math.max(1, texts.length)
  if (share((text) => /^\S+@\S+\.\S+$/.test(text)) > 0.9) return 'email'
  if (share(isDate) > 0.6) return 'date'
  const digits = share((text) => text.replaceAll(/\D/g, '').length * 2 > text.length)
  if (isOwnId(texts)) return undefined
  return digits > 0.8 ? 'code' : 'text'
}

/** Long enough for a document's number, and no postal code. */
function isPersonal({ name, type }: Field, source: Source, sample: readonly Person[]): boolean {
  if (type === 'cep' || /cep|zip|post|phone|fone|tel|cel/.test(name)) return false
  const texts = sample.map((person) => normal('code', sourceText(source, person)))
  const long = texts.filter((text) => text.length >= 7).length
  return long * 2 > texts.filter((text) => text !== '').length
}

function isDate(text: string): boolean {
  const digits = dateDigits(text)
  if (digits === undefined) return false
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number)
  return inside(year, 1880, 2100) && inside(month, 1, 12) && inside(day, 1, 31)
}

function inside(n: number | undefined, least: number, most: number): boolean {
  return n !== undefined && n >= least && n <= most
}

/** All different, and with digits in them. */
function isOwnId(texts: readonly string[]): boolean {
  if (texts.length < 2 || new Set(texts).size < texts.length) return false
  return texts.filter((text) => /\d/.test(text)).length > texts.length * 0.9
}

/** What customers are known by says as much as a field: beside that of its kind, or by itself. */
function withIdentifiers(clues: readonly Clue[]): readonly Clue[] {
  const made = [...clues]
  for (const { identifier, kind, label, fields } of known) {
    const at = made.findIndex((clue) => fields(clue))
    const found = made[at]
    const source: Source = { identifier }
    const personal = kind === 'code'
    if (found !== undefined) made[at] = { ...found, from: [...found.from, source] }
    else made.push({ name: identifier, label, kind, personal, from: [source] })
  }
  return made
}

const documents: ReadonlySet<FieldType> = new Set(['cpf', 'cnpj', 'cpf_cnpj'])

const known: readonly {
  readonly identifier: string
  readonly kind: ClueKind
  readonly label: string
  readonly fields: (clue: Clue) => boolean
}[] = [
  { identifier: 'email', kind: 'email', label: 'E-mail', fields: ({ kind }) => kind === 'email' },
  { identifier: 'phone', kind: 'phone', label: 'Phone', fields: ({ kind }) => kind === 'phone' },
  {
    identifier: 'document',
    kind: 'code',
    label: 'Document',
    fields: ({ from }) => from.some((each) => 'type' in each && documents.has(each.type)),
  },
]

type Look = {
  /** Customers of the sample that have it. */
  readonly filled: number
  readonly distinct: number
  /** How often two that have it have the same, from 0 to 1. */
  readonly same: number
}

function lookAt({ kind, from }: Clue, sample: readonly Person[]): Look {
  const counts = new Map<string, number>()
  let filled = 0
  for (const person of sample) {
    const texts = from.map((source) => normal(kind, sourceText(source, person)))
    const text = texts.find((each) => each !== '')
    if (text === undefined) continue
    filled++
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  let pairs = 0
  for (const count of counts.values()) pairs += count * (count - 1)
  return { filled, distinct: counts.size, same: pairs / Math.max(1, filled * (filled - 1)) }
}
