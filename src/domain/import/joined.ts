/**
 * Several texts in one cell: `a|b`. Where one of them has a separator in it, or would not come back as it
 * is, the cell is their JSON: `["a|b","c"]`. {@link splitValues} reads both.
 */
export function joinValues(values: readonly string[]): string {
  const plain = values.join('|')
  return plain.startsWith('[') || values.some((value) => !isPlain(value))
    ? JSON.stringify(values)
    : plain
}

/** The texts of a cell: JSON of an array of texts, or what `;` and `|` separate, trimmed, without empty ones. */
export function splitValues(cell: string): readonly string[] {
  const listed = cell.startsWith('[') ? arrayOf(cell) : undefined
  if (listed !== undefined) return listed
  return cell
    .split(/[;|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isPlain(value: string): boolean {
  return value !== '' && value.trim() === value && !/[;|]/.test(value)
}

function arrayOf(cell: string): readonly string[] | undefined {
  try {
    const read: unknown = JSON.parse(cell)
    const texts = Array.isArray(read) && read.every((each) => typeof each === 'string')
    return texts ? (read as string[]) : undefined
  } catch {
    // Not JSON: a text that begins with a bracket.
    return undefined
  }
}
