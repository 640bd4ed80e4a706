/**
 * The same text on its own. A cell is a view of the piece of 256 KB in which it was read: remembered as it
 * is, it would keep all of that.
 */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
