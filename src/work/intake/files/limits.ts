/** More columns than that no table of a shop has. */
export const columnLimit = 2_000

/** What a packed file may become. */
export type FileLimits = {
  /** Bytes of all that a zip holds unpacked; an XLSX is one. Beyond it, it is refused before it is unpacked. */
  readonly inflatedBytes: number
  /** Unpacked to packed, of each file in a zip and of all of them, of a gzip, of what a file is converted to. */
  readonly ratio: number
  /** Files within a zip. */
  readonly entries: number
  /** A sheet of so many rows is full: it goes on in the next one, where that has the same header. */
  readonly sheetRows: number
}

/**
 * A sheet is read piece by piece, and its texts wait on the disk: what is unpacked costs time, not memory, so
 * that the largest sheet that spreadsheets know goes in (1,048,576 rows of 40 columns are some 2 GB of XML).
 * What keeps bombs out is the ratio.
 */
export const usualLimits: FileLimits = {
  inflatedBytes: 4 * 1024 ** 3,
  ratio: 100,
  entries: 1_000,
  sheetRows: 1_048_576,
}

/** Small files may be packed as tightly as they like: below so many bytes the ratio says nothing. */
export const ratioFrom = 16_000_000

/** The same of all files of a zip together, and of what a file is converted to. */
export const ratioFromInAll = 200_000_000
