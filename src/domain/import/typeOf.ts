import { fold } from '../fold.ts'
import type { SeenType } from './column.ts'
import type { Look } from './looks.ts'

/** How often cells of a column look like each thing. */
export type Tally = {
  /** Cells that were looked at; blank ones are not. */
  readonly cells: number
  readonly looks: Readonly<Partial<Record<Look, number>>>
  /** Different texts among all cells, at least. */
  readonly distinct: number
  readonly filled: number
  readonly longest: number
  /** How many have `|` or `;` between words. */
  readonly listed: number
}

export type TypeSeen = { readonly type: SeenType; readonly confidence: number }

/**
 * What a column holds, by what its cells look like and, where that leaves it open (eight digits are a
 * postal code, a date or a number), by its name.
 */
export function typeOf(name: string, tally: Tally): TypeSeen {
  if (tally.cells === 0) return { type: byName(name) ?? 'text', confidence: 0 }
  const share = (...looks: readonly Look[]) =>
    looks.reduce((n, look) => n + (tally.looks[look] ?? 0), 0) / tally.cells
  const hint = byName(name)
  const hinted = hint === undefined ? undefined : asHinted(hint, share)
  return hinted ?? byForm(share, tally) ?? numberOf(share) ?? textOf(tally)
}

type Share = (...looks: readonly Look[]) => number

/** So many of a column's cells must look like it: the others are mistakes, to be shown. */
const enough = 0.8

function seen(type: SeenType, confidence: number): TypeSeen {
  return { type, confidence: Math.round(Math.min(1, confidence) * 100) / 100 }
}

/** The name says what it is, and at least half of the cells do not contradict. */
function asHinted(hint: SeenType, share: Share): TypeSeen | undefined {
  if (documents.has(hint)) {
    const alike = share('cpf', 'cnpj')
    return alike >= 0.5 ? seen(documentType(share), 0.5 + alike / 2) : undefined
  }
  if (hint === 'money' || hint === 'percent') return asNumbers(hint, share)
  const type = hint === 'date' && share('datetime') > 0 ? 'datetime' : hint
  const alike = hint === 'date' ? share('date', 'datetime') : share(hint as Look)
  return alike >= 0.5 ? seen(type, 0.5 + alike / 2) : undefined
}

const documents: ReadonlySet<SeenType> = new Set<SeenType>(['cpf', 'cnpj', 'cpf_cnpj'])

function asNumbers(hint: 'money' | 'percent', share: Share): TypeSeen | undefined {
  const numbers = share('integer', 'decimal', 'money', 'percent')
  const other = share(hint === 'money' ? 'percent' : 'money')
  // A total of whole numbers counts something as well.
  const open = numbers < enough || other > 0 || share('integer') >= numbers
  return open ? undefined : seen(hint, 0.9 * numbers)
}

/** What can be told without a name: the surest form first. */
function byForm(share: Share, tally: Tally): TypeSeen | undefined {
  const sure = (['email', 'url', 'location'] as const).find((type) => share(type) >= enough)
  if (sure !== undefined) return seen(sure, share(sure))
  const people = share('cpf', 'cnpj')
  if (people >= enough) return seen(documentType(share), people)
  const dates = share('date', 'datetime')
  // Eight digits alone may be a number as well.
  if (dates >= enough && share('integer') < dates) {
    return seen(share('datetime') > 0 ? 'datetime' : 'date', dates)
  }
  return ofSigns(share, tally)
}

/** Forms that numbers may have as well. */
function ofSigns(share: Share, { distinct, longest }: Tally): TypeSeen | undefined {
  const phones = share('phone')
  if (phones >= enough && share('cep') < phones) {
    return seen('phone', phones * (share('integer') > 0.5 ? 0.8 : 1))
  }
  if (share('cep') >= enough && share('integer') < enough) return seen('cep', share('cep'))
  // `F` alone may be a sex and `S` a size: what they are the other letter says, or the column's name.
  if (distinct <= 1 && longest === 1) return undefined
  const yesOrNo = share('boolean')
  return yesOrNo >= enough && share('integer') < yesOrNo ? seen('boolean', yesOrNo) : undefined
}

function documentType(share: Share): SeenType {
  if (share('cpf') === 0) return 'cnpj'
  return share('cnpj') === 0 ? 'cpf' : 'cpf_cnpj'
}

function numberOf(share: Share): TypeSeen | undefined {
  const numbers = share('integer', 'decimal', 'money', 'percent')
  if (numbers < enough) return undefined
  if (share('percent') >= 0.5) return seen('percent', numbers)
  if (share('money') >= 0.5) return seen('money', numbers)
  return seen(share('integer') >= numbers ? 'integer' : 'decimal', numbers)
}

function textOf({ cells, distinct, filled, longest, listed }: Tally): TypeSeen {
  if (longest > 500) return seen('long_text', 0.8)
  if (listed / cells >= 0.5) return seen('list', 0.6)
  const few = distinct <= mostChoices && distinct >= 2 && filled >= distinct * 4 && longest <= 60
  return few ? seen('choice', 0.7) : seen('text', 0.6)
}

/** With more different texts, a column is one of texts. */
export const mostChoices = 30

const hints: readonly (readonly [RegExp, SeenType])[] = [
  [/cpf.*cnpj|cnpj.*cpf/, 'cpf_cnpj'],
  [/\bcpf\b/, 'cpf'],
  [/\bcnpj\b/, 'cnpj'],
  [/\b(cep|zip|postal)/, 'cep'],
  [/\b(fone|telefone|celular|whatsapp|phone|mobile|tel|cel|contato)\b/, 'phone'],
  [/\b(nascimento|aniversario|birth\w*|dob|data|date|dt|desde|since)\b/, 'date'],
  [/\b(percentual|porcentagem|percent|pct|taxa|rate)\b|%/, 'percent'],
  [
    /\b(valor|preco|price|total|gasto|gastos|saldo|receita|faturamento|spent|revenue|amount|ticket|renda|salario|salary|income|custo|cost|limite)\b/,
    'money',
  ],
  [/(?:^|[^a-z])(?:r|us|a|c)?\$|[€£]/, 'money'],
  [/\b(ativo|active|aceita|aceite|optin|opt in|vip|inscrito|is|has|tem|possui)\b/, 'boolean'],
]

function byName(name: string): SeenType | undefined {
  const plain = fold(name).replaceAll(/[_\-.]+/g, ' ')
  return hints.find(([words]) => words.test(plain))?.[1]
}
