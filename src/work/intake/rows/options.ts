import type { FieldOf } from '../../../domain/customer/field.ts'
import type { PlaceKind } from '../../../domain/reference/place.ts'
import type { MappingSaid } from '../../../domain/import/mapping.ts'
import type { DateStyle } from '../../../domain/time/dateStyle.ts'
import type { Understanding } from '../files/understand.ts'
import type { Settings } from '../setState.ts'

/** What files of rows bring, each row one record. */
export const rowKinds = ['customers', 'events', 'products', 'places'] as const
export type RowKind = (typeof rowKinds)[number]

/** Whose fields a file of that kind fills. */
export function ownerOfKind(kind: string): FieldOf {
  if (kind === 'products') return 'product'
  return kind === 'places' ? 'place' : 'customer'
}

/** How a file is to be taken in, as the person said it. What is left out is detected, or is no. */
export type RowOptions = MappingSaid & {
  /** The sheet of a workbook, by name. */
  readonly sheet?: string | undefined
  /** The row of the column names, from 1; 0 for none. */
  readonly header?: number | undefined
  readonly encoding?: string | undefined
  readonly delimiter?: string | undefined
  readonly decimal?: ',' | '.' | undefined
  readonly dates?: DateStyle | undefined
  /** Of single columns, by their names. */
  readonly columns?: Readonly<Record<string, ColumnSaid>> | undefined
  /** By field, whether what is there is replaced: always, only where there is nothing, or only for new customers. */
  readonly policy?: Readonly<Record<string, Policy>> | undefined
  /** Lists that everybody comes onto. */
  readonly lists?: readonly ListSaid[] | undefined
  /** Lists that are named and are not there are made; else rows that name them are rejected. */
  readonly makeLists?: boolean | undefined
  readonly consents?: readonly ConsentSaid[] | undefined
  /** What the file says all of: who is not in it loses the field, or leaves the list. */
  readonly whole?: Whole | undefined
  /** Since when the values hold, ISO 8601; else since the file is taken in. */
  readonly at?: string | undefined
  /** The name of all events, where no column says it. */
  readonly event?: string | undefined
  /** Of places, by what the key names them. */
  readonly by?: PlaceKind | undefined
}

/** A list by its id; one that is still to be made by its name. */
export type ListSaid = number | string

type ColumnSaid = {
  readonly decimal?: ',' | '.' | undefined
  readonly dates?: DateStyle | undefined
}

export type Policy = 'always' | 'blank' | 'never'

/** What everybody in the file allowed or refused, and how that is known. */
export type ConsentSaid = {
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'denied'
  readonly evidence?: string | undefined
  /** ISO 8601; else when the file is taken in. */
  readonly at?: string | undefined
}

type Whole = {
  readonly fields: readonly string[]
  readonly lists: readonly ListSaid[]
  /** Somebody has seen who loses what. */
  readonly confirmed: boolean
}

/** The same when it is run: all lists are there. */
export type RunOptions = Omit<RowOptions, 'lists' | 'whole'> & {
  readonly lists?: readonly number[] | undefined
  readonly whole?: (Omit<Whole, 'lists'> & { readonly lists: readonly number[] }) | undefined
}

/** One import to be run or tried. Given again after a kill, it goes on to the same end. Plain data. */
export type RowsRun = {
  readonly kind: RowKind
  /** The inbox position: versions, tokens and new customers' ids are made of it. */
  readonly position: number
  readonly importId: number
  /** When it was taken in, milliseconds. */
  readonly received: number
  readonly understood: Understanding
  readonly options: RunOptions
  /** By folded name: the lists that cells may name. */
  readonly lists: ReadonlyMap<string, number>
  /** As people write them. */
  readonly listNames?: ReadonlyMap<number, string>
  readonly rejectedPath: string
  readonly settings: Settings
  /** Nothing is written. */
  readonly dry: boolean
}

/** What came of a row. */
export type RowResult = 'new' | 'changed' | 'unchanged' | 'rejected'

/** What came of an import. All rows below the header are in one of the four counts. */
export type RowsResult = Readonly<Record<RowResult, number>> & {
  readonly rows: number
  /** Rows that name two customers, or give one of them what another has. */
  readonly conflicts: number
  /** Who lost a field or left a list because the file is the whole truth of it, by its name. */
  readonly cleared: Readonly<Record<string, number>>
  /** Lists that it made, or would make. */
  readonly madeLists?: readonly string[]
  /** Absent where there are none. */
  readonly rejectedFile?: string
  /** What is wrong with rejected rows, by how it is mended, the most frequent first. */
  readonly errors: readonly ErrorGroup[]
  readonly samples: readonly RowSample[]
  readonly dryRun: boolean
}

export type ErrorGroup = {
  readonly column: string
  /** Of the first. */
  readonly reason: string
  readonly fix: string
  readonly count: number
  /** The first of them, as a spreadsheet counts. */
  readonly rows: readonly number[]
}

/** A row with what it does. */
export type RowSample = {
  readonly row: number
  readonly result: RowResult
  /** What names the record in the file. */
  readonly key: string
  readonly conflict: boolean
  readonly reason?: string
  /** Values as people write them; null is none. */
  readonly changes: readonly {
    readonly field: string
    readonly before: unknown
    readonly after: unknown
  }[]
}

export type RowsProgress = {
  readonly step: 'reading' | 'rows' | 'clearing'
  readonly done: number
  readonly total: number
}
