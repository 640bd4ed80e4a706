/** What a file holds, by its content; gzip and zip are looked into. */
export type FileFormat = 'csv' | 'xlsx' | 'json' | 'parquet'

/** A sheet of a workbook. */
export type Sheet = { readonly name: string; readonly hidden: boolean }

export type Canonical = {
  /** Delimited text: the file itself, or what it was converted to. */
  readonly path: string
  readonly format: FileFormat
  readonly sheets: readonly Sheet[]
  /** The one that was converted. */
  readonly sheet?: string
}

/** What is said of a file before it is converted. */
export type CanonicalOptions = {
  readonly sheet?: string | number | undefined
}

export type CanonicalHooks = {
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The file as delimited text. */
export async function toCanonical(
  path: string,
  _options: CanonicalOptions,
  _hooks: CanonicalHooks,
): Promise<Canonical> {
  return { path, format: 'csv', sheets: [] }
}
