import { failure, Refusal } from '../domain/failure.ts'

/** Where a page ended, as opaque text: what it holds may change from version to version. */
export function writeCursor(value: readonly string[]): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The parts of a cursor that {@link writeCursor} made; refused when it is none, or one of another form. */
export function readCursor(text: string | undefined, parts: number): readonly string[] | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (isTexts(value) && value.length === parts) return value
  } catch {
    // Told below as any other.
  }
  throw new Refusal(
    failure('invalid', 'This is no cursor that an earlier page gave', {
      where: 'cursor',
      fix: 'Give `next` of the page before, with the same question.',
    }),
  )
}

/** A cursor that is one customer id. */
export function readIdCursor(text: string | undefined): string | undefined {
  const id = readCursor(text, 1)?.[0]
  if (id === undefined || /^\d{1,19}$/.test(id)) return id
  return readCursor('', 1)?.[0]
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string')
}
