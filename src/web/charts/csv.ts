/** Rows as a CSV that spreadsheets open: quoted where it must be, with a mark of its encoding. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string =>
    /[",;\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
