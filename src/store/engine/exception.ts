/**
 * Something that goes back to the caller in the form in which ClickHouse says it and from which the
 * official client makes a ClickHouseError: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`.
 */
export class EngineException extends Error {
  readonly code: number
  /** HTTP status when nothing of the answer has been sent yet. */
  readonly status: number

  constructor(code: number, type: string, text: string) {
    super(`Code: ${code}. DB::Exception: ${text} (${type})`)
    this.name = 'EngineException'
    this.code = code
    this.status = statusOf(code)
  }
}

/** As an exception with a code, whatever was thrown. The engine's own texts keep code and type. */
export function asException(thrown: unknown): { code: number; status: number; text: string } {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const code = Number(/^Code: (\d+)\./.exec(text)?.[1] ?? 1001)
  if (thrown instanceof EngineException) return { code, status: thrown.status, text }
  const said = !text.startsWith('Code: ')
    ? `Code: 1001. DB::Exception: ${text} (STD_EXCEPTION)`
    : text
  return { code, status: statusOf(code), text: said }
}

/** The block that ends a stream in which an error came up: the client looks for it by the tag of the header. */
export function midStream(text: string, tag: string): string {
  const message = `${text}\n`
  const length = Buffer.byteLength(message)
  return `\r\n__exception__\r\n${tag}\r\n${message}${length} ${tag}\r\n__exception__\r\n`
}

const statuses: ReadonlyMap<number, number> = new Map([
  [36, 400], // BAD_ARGUMENTS
  [47, 404], // UNKNOWN_IDENTIFIER
  [46, 404], // UNKNOWN_FUNCTION
  [60, 404], // UNKNOWN_TABLE
  [62, 400], // SYNTAX_ERROR
  [72, 400], // CANNOT_PARSE_NUMBER
  [81, 404], // UNKNOWN_DATABASE
  [115, 404], // UNKNOWN_SETTING
  [164, 403], // READONLY
  [202, 503], // TOO_MANY_SIMULTANEOUS_QUERIES
  [516, 403], // AUTHENTICATION_FAILED
])

function statusOf(code: number): number {
  return statuses.get(code) ?? 500
}
