/** More columns than that no table of a shop has. */
export const columnLimit = 2_000

/** What a packed file may become. */
export type FileLimits = {
  /** Bytes of all that a zip holds unpacked; an XLSX is one. Beyond it, it is refused before it is unpacked. */
  readonly inflatedBytes: number
  /** Unpacked to packed, of each file in a zip, of a gzip, of what a file is converted to. */
  readonly ratio: number
  /** Files within a zip. */
  readonly entries: number
}

export const usualLimits: FileLimits = { inflatedBytes: 200_000_000, ratio: 100, entries: 1_000 }

/** Small files may be packed as tightly as they like: below so many bytes the ratio says nothing. */
export const ratioFrom = 16_000_000
