/** An instant as the API writes it: UTC, to the millisecond. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** The instant of a text that the contract has checked. */
export function msOf(text: string): number {
  return Date.parse(text)
}
