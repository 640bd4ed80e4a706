import type { BranchShown } from '../../../api/analysis.ts'
import type { Routes } from '../../../api/routes.ts'
import type { Answer } from '../../../api/route.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { showCount } from '../../../domain/segment/reading/values.ts'
import { table } from '../../output.ts'

type Counted = Answer<Routes['analysis']['branches']>

/** The branches of a condition, one below the other, with how many each is about. */
export function branchLines({ tree, customers, warnings }: Counted, locale: Locale): string[] {
  const words = wordsIn[locale]
  const rows = rowsOf(tree, 0, locale)
  const right = [1, 2, 3].map((column) =>
    Math.max(...[words.titles, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const aligned = [words.titles, ...rows].map((row) =>
    row.map((cell, i) => (i === 0 ? cell : cell.padStart(right[i - 1] ?? 0))),
  )
  const notes = [...warnings.map((each) => each.reading), ...notesOf(tree, customers, words)]
  return [...table(aligned), ...(notes.length === 0 ? [] : ['', ...notes])]
}

type Words = {
  readonly titles: readonly string[]
  readonly groups: Readonly<Record<'all' | 'any' | 'not', string>>
  readonly nobody: (reading: string) => string
  readonly everybody: (reading: string) => string
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    titles: ['BRANCH', 'MEET IT', 'STILL LEFT', 'ALL WITHOUT IT'],
    groups: { all: 'all of these:', any: 'at least one of these:', not: 'not:' },
    nobody: (reading) => `Nobody meets this at present: ${reading}`,
    everybody: (reading) => `Everybody meets this at present: ${reading}`,
  },
  'pt-BR': {
    titles: ['PARTE', 'ATENDEM', 'RESTAM', 'TODO SEM ELA'],
    groups: { all: 'tudo isto:', any: 'pelo menos um destes:', not: 'não:' },
    nobody: (reading) => `Hoje ninguém atende a isto: ${reading}`,
    everybody: (reading) => `Hoje todos atendem a isto: ${reading}`,
  },
}

function rowsOf(branch: BranchShown, depth: number, locale: Locale): string[][] {
  const { type, reading, count, left, without, of } = branch
  const isGroup = (type === 'all' || type === 'any' || type === 'not') && of.length > 0
  const said = isGroup ? wordsIn[locale].groups[type] : reading
  const own = [
    `${'  '.repeat(depth)}${said}`,
    showCount(count, locale),
    ...[left, without].map((each) => (each === null ? '' : showCount(each, locale))),
  ]
  return [own, ...of.flatMap((each) => rowsOf(each, depth + 1, locale))]
}

/** Of leaves: what nobody or everybody meets decides nothing. */
function notesOf(branch: BranchShown, customers: number, words: Words): string[] {
  const { reading, count, of } = branch
  if (of.length > 0) return of.flatMap((each) => notesOf(each, customers, words))
  if (customers === 0 || (count > 0 && count < customers)) return []
  return [count === 0 ? words.nobody(reading) : words.everybody(reading)]
}
