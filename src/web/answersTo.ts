/** Whether a text answers to some letters, whatever their case and accents. */
export function answersTo(text: string, wanted: string): boolean {
  return bare(text).includes(bare(wanted.trim()))
}

function bare(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
