/** The longest name that a field may have. */
const longest = 60

/** The name by which conditions, files and the API may call what is labelled so: `Gosta de torra` is `gosta_de_torra`. */
export function nameFrom(label: string): string {
  return label
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, longest)
}

/** The choices that stand in a text, one in each line. */
export function choicesFrom(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
