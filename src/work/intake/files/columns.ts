import { endsInState } from '../../../domain/customer/formats/places.ts'
import type { ColumnSeen, Question } from '../../../domain/import/column.ts'
import { looksLike, type Look } from '../../../domain/import/looks.ts'
import { mostChoices, typeOf, type TypeSeen } from '../../../domain/import/typeOf.ts'
import { detectNumberStyle, type NumberStyle } from '../../../domain/numberStyle.ts'
import { datePart, detectDateStyle, type DateStyle } from '../../../domain/time/dateStyle.ts'
import { isMissing, plainNumber } from './cells.ts'
import type { Header } from './headerRow.ts'
import { ownText } from './ownText.ts'

/** What a person said of one column, or of all. */
export type SaidStyle = {
  readonly decimal?: NumberStyle['decimal'] | undefined
  readonly dates?: DateStyle | undefined
}

/** What a survey finds out. */
export type ColumnsFound = {
  readonly columns: readonly ColumnSeen[]
  readonly questions: readonly Question[]
  /** Not counting blank ones. */
  readonly rows: number
}

export type SurveyOptions = {
  readonly header: Header
  /** Whether the file says itself which cells are numbers and dates. */
  readonly typed: boolean
  readonly said: (column: string) => SaidStyle
  /** Whether the order of its dates was said of that column alone: then it tells nothing of the others. */
  readonly saidAlone: (column: string) => boolean
}

/**
 * What each column holds, of all rows of a file in one pass: everything of the first rows, of the
 * others what counts and what the first leave open (is 03/04 in March or in April?). What it keeps is
 * bounded, however many columns there are.
 */
export class ColumnSurvey {
  private readonly columns: readonly Column[]
  private readonly options: SurveyOptions
  private rows = 0

  constructor(options: SurveyOptions) {
    const { names } = options.header
    this.options = options
    const distinct = Math.min(mostDistinct, Math.ceil(distinctInAll / Math.max(1, names.length)))
    this.columns = names.map((name, at) => new Column(name, at, distinct))
  }

  /** The cells of a row below the header; blank ones are passed over. */
  row(cells: readonly string[]): void {
    let blank = true
    const again = this.rows % everyRows === 0
    for (const column of this.columns) {
      const cell = cells[column.at]
      if (cell === undefined || cell === '' || !column.take(cell, again)) continue
      blank = false
    }
    if (!blank) this.rows += 1
  }

  result(): ColumnsFound {
    const { header, typed, said, saidAlone } = this.options
    const questions: Question[] = []
    const columns = this.columns
      .filter(({ at, filled }) => filled > 0 || !header.unnamed.has(at))
      .map((column) => column.result(typed, said(column.name), questions))
    return { ...settleDates(columns, questions, saidAlone), rows: this.rows }
  }
}

/**
 * Who writes a file writes its dates in one order, as a rule: columns that may be read in two ways are read
 * as the others are that tell, where those agree and one of them is sure of it.
 */
function settleDates(
  columns: readonly ColumnSeen[],
  questions: readonly Question[],
  saidAlone: SurveyOptions['saidAlone'],
): Pick<ColumnsFound, 'columns' | 'questions'> {
  const isOpen = (name: string) =>
    questions.some(({ column, about }) => column === name && about === 'dates')
  const told = columns.filter(({ name, dates, datesConfidence, type }) => {
    const isDate = type === 'date' || type === 'datetime'
    return (
      isDate &&
      dates !== 'ymd' &&
      datesConfidence !== undefined &&
      !isOpen(name) &&
      !saidAlone(name)
    )
  })
  const [order, ...others] = new Set(told.map(({ dates }) => dates))
  const isSure = told.some(({ datesConfidence = 0 }) => datesConfidence > sureByOthers)
  if (order === undefined || others.length > 0 || !isSure) return { columns, questions }
  return {
    columns: columns.map((column) =>
      isOpen(column.name) ? { ...column, dates: order, datesConfidence: sureByOthers } : column,
    ),
    questions: questions.filter(({ about }) => about !== 'dates'),
  }
}

/** Of an order of dates that other columns tell, and of one that nothing does. */
const sureByOthers = 0.8
const unsure = 0.5

/** Cells of a column that are looked at in every way; of the rows behind them one in so many. */
const wholeCells = 5_000
const everyRows = 50
/** Different texts that are counted in a column, and in all columns together. */
const mostDistinct = 10_000
const distinctInAll = 400_000
const longestText = 100
const shownExamples = 5

/** What is kept of one column. */
class Column {
  readonly name: string
  readonly at: number
  filled = 0
  private readonly most: number
  private readonly texts = new Set<string>()
  private cut = false
  private cells = 0
  private longest = 0
  private listed = 0
  private cities = 0
  private readonly looks: Partial<Record<Look, number>> = {}
  private readonly dates = new Open({
    ambiguous: (texts) => detectDateStyle(texts).ambiguous,
    tells: (text) => detectDateStyle([text]).told,
  })
  private readonly numbers = new Open({
    ambiguous: (texts) => detectNumberStyle(texts).ambiguous,
    tells: (text) => /[.,]/.test(text) && !detectNumberStyle([text]).ambiguous,
  })

  constructor(name: string, at: number, most: number) {
    this.name = name
    this.at = at
    this.most = most
  }

  /** @returns whether there is anything in it */
  take(cell: string, again: boolean): boolean {
    const text = cell.trim()
    if (text === '') return false
    this.filled += 1
    if (text.length > this.longest) this.longest = text.length
    const fresh = this.remember(text)
    if (again || this.cells < wholeCells) this.lookAt(text)
    else if (fresh || this.cut) this.lookFurther(text)
    return true
  }

  result(typed: boolean, said: SaidStyle, questions: Question[]): ColumnSeen {
    const { name, at, filled, texts } = this
    const seen = this.type()
    const style = stylesOf(seen, typed, {
      numbers: said.decimal === undefined ? this.numbers.all : saidNumbers(said.decimal),
      dates: said.dates === undefined ? this.dates.all : saidDates(said.dates),
    })
    if (style.open !== undefined) questions.push({ column: name, ...style.open })
    return {
      name,
      at,
      ...seen,
      ...style.found,
      ...(typed ? { typed } : {}),
      filled,
      distinct: texts.size,
      distinctCut: this.cut,
      examples: [...texts].slice(0, shownExamples),
      ...(this.cities * 2 > this.cells ? { cityState: this.cities / this.cells } : {}),
      ...(seen.type === 'choice' ? { choices: [...texts].slice(0, mostChoices) } : {}),
    }
  }

  private type(): TypeSeen {
    const { cells, looks, filled, longest, listed } = this
    return typeOf(this.name, { cells, looks, distinct: this.texts.size, filled, longest, listed })
  }

  private lookAt(text: string): void {
    // It says nothing of what the others are.
    if (isMissing(text)) return
    this.cells += 1
    if (/[^\s;|][;|][^\s;|]/.test(text)) this.listed += 1
    if (endsInState(text)) this.cities += 1
    for (const look of looksLike(text)) {
      this.looks[look] = (this.looks[look] ?? 0) + 1
      if (look === 'date' || look === 'datetime') this.dates.add(datePart(text))
      if (look === 'decimal' || look === 'money' || look === 'percent') {
        this.numbers.add(text.replace(/ ?%$/, ''))
      }
    }
  }

  /** Only where what was seen so far does not tell. */
  private lookFurther(text: string): void {
    if (text.length > 40 || !/\d/.test(text)) return
    if (this.dates.isOpen) this.dates.add(datePart(text))
    const first = this.numbers.isEmpty && signed.test(text)
    if (first || this.numbers.isOpen) this.numbers.add(text.replace(/ ?%$/, ''))
  }

  /** @returns whether it was not seen before */
  private remember(text: string): boolean {
    // Nothing that comes behind the limit is counted: it need not be looked for either.
    if (this.cut || this.texts.has(text)) return false
    if (this.texts.size >= this.most) {
      this.cut = true
      return false
    }
    this.texts.add(ownText(text.slice(0, longestText)))
    return true
  }
}

/** A number with a sign within: the first of its column, perhaps. */
const signed = /^[(+-]?(?:R\$)?\s?\d[\d.,]*[.,]\d+[)%-]?$/

type Telling = {
  readonly ambiguous: (texts: readonly string[]) => boolean
  /** Whether that text alone says how it is written. */
  readonly tells: (text: string) => boolean
}

/** Different texts from which a style is told, and whether they leave it open. */
class Open {
  private readonly texts = new Set<string>()
  private readonly how: Telling
  private settledAt = 0
  private openNow = false

  constructor(how: Telling) {
    this.how = how
  }

  /** Behind the limit only what tells, while nothing else has. */
  add(text: string): void {
    // What is there says nothing more, and would have all of them looked at again.
    if (this.texts.has(text)) return
    if (this.texts.size < mostTexts) {
      this.texts.add(ownText(text))
    } else if (this.texts.size < mostTexts + mostTelling && this.isOpen && this.how.tells(text)) {
      this.texts.add(ownText(text))
      this.settledAt = 0
    }
  }

  /** Asked anew when there are twice as many texts; what has been told stays told. */
  get isOpen(): boolean {
    const { size } = this.texts
    if (size === 0 || (this.settledAt > 0 && !this.openNow)) return false
    if (size >= this.settledAt * 2) {
      this.openNow = this.how.ambiguous([...this.texts])
      this.settledAt = size
    }
    return this.openNow
  }

  get isEmpty(): boolean {
    return this.texts.size === 0
  }

  get all(): readonly string[] {
    return [...this.texts]
  }
}

/** A year has 366 dates; a hundred years of births have 14,400 that may be read in two ways. */
const mostTexts = 5_000
const mostTelling = 50

type Told = {
  readonly numbers: readonly string[] | { readonly decimal: NumberStyle['decimal'] }
  readonly dates: readonly string[] | { readonly dates: DateStyle }
}

function saidNumbers(decimal: NumberStyle['decimal']): Told['numbers'] {
  return { decimal }
}

function saidDates(dates: DateStyle): Told['dates'] {
  return { dates }
}

type Styles = {
  readonly found: Pick<ColumnSeen, 'decimal' | 'thousands' | 'dates' | 'datesConfidence'>
  readonly open?: Pick<Question, 'about' | 'example'>
}

function stylesOf({ type }: TypeSeen, typed: boolean, told: Told): Styles {
  if (numberTypes.has(type)) return numberStyleOf(told.numbers, typed)
  if (type === 'date' || type === 'datetime') return dateStyleOf(told.dates)
  // Texts among which there are numbers and dates may be wanted as such: as far as they tell.
  const { found } = numberStyleOf(told.numbers, typed)
  return { found: { ...found, ...dateStyleOf(told.dates).found } }
}

const numberTypes: ReadonlySet<string> = new Set(['integer', 'decimal', 'money', 'percent'])

function numberStyleOf(told: Told['numbers'], typed: boolean): Styles {
  if ('decimal' in told) {
    return { found: { decimal: told.decimal, thousands: told.decimal === ',' ? '.' : ',' } }
  }
  const written = typed ? told.filter((text) => !plainNumber.test(text)) : told
  if (written.length === 0) return { found: told.length === 0 ? {} : { decimal: '.' } }
  const { style, ambiguous } = detectNumberStyle(written)
  const example = written.find((each) => detectNumberStyle([each]).ambiguous)
  const thousands = style.thousands === '' ? (style.decimal === ',' ? '.' : ',') : style.thousands
  const found = { decimal: style.decimal, thousands }
  if (!ambiguous || example === undefined) return { found }
  return { found, open: { about: 'decimal', example } }
}

function dateStyleOf(given: Told['dates']): Styles {
  if ('dates' in given) return { found: { dates: given.dates, datesConfidence: 1 } }
  if (given.length === 0) return { found: {} }
  const { style, ambiguous, told, read, of } = detectDateStyle(given)
  const example = given.find((each) => detectDateStyle([each]).ambiguous)
  if (!ambiguous || example === undefined) {
    // Cells that say the same in every order leave nothing to be sure of.
    const sure = told ? { datesConfidence: Math.round((read / of) * 100) / 100 } : {}
    return { found: { dates: style, ...sure } }
  }
  return {
    found: { dates: style, datesConfidence: unsure },
    open: { about: 'dates', example },
  }
}
