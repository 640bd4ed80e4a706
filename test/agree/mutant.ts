/** A fault planted into the text of one file: in place of `from`, which is there exactly once. */
export type Mutant = {
  readonly says: string
  readonly file: string
  readonly from: string
  readonly to: string
}

/** What it says, the file, the text there, and what stands in its place. */
export function m(says: string, file: string, from: string, to: string): Mutant {
  return { says, file, from, to }
}

export const compile = 'src/store/clickhouse/compile'
export const segment = 'src/domain/segment'
