/**
 * How alike two texts are, from 0 to 1, by Jaro's measure with Winkler's weight for a common beginning
 * of up to four letters (Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules in the
 * Fellegi-Sunter Model of Record Linkage"). Two empty texts are not alike.
 */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b)
  let common = 0
  while (common < 4 && common < a.length && a.charCodeAt(common) === b.charCodeAt(common)) common++
  return jaro + common * 0.1 * (1 - jaro)
}

/** Marks of what has been matched; texts are compared up to this length. */
const longest = 256
const takenOfA = new Uint8Array(longest)
const takenOfB = new Uint8Array(longest)

function jaroOf(a: string, b: string): number {
  const lengthA = Math.min(longest, a.length)
  const lengthB = Math.min(longest, b.length)
  if (lengthA === 0 || lengthB === 0) return 0
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1)
  takenOfA.fill(0, 0, lengthA)
  takenOfB.fill(0, 0, lengthB)
  let matches = 0
  for (let i = 0; i < lengthA; i++) {
    const end = Math.min(lengthB, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (takenOfB[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue
      takenOfA[i] = 1
      takenOfB[j] = 1
      matches++
      break
    }
  }
  if (matches === 0) return 0
  const out = outOfOrder(a, b, lengthA)
  return (matches / lengthA + matches / lengthB + (matches - out / 2) / matches) / 3
}

function outOfOrder(a: string, b: string, lengthA: number): number {
  let out = 0
  for (let i = 0, j = 0; i < lengthA; i++) {
    if (takenOfA[i] !== 1) continue
    while (takenOfB[j] !== 1) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) out++
    j++
  }
  return out
}

/**
 * How many letters must be put in, taken out, changed or swapped with their neighbour to make one text
 * of the other (Damerau's distance, each place changed once); `most + 1` where it takes more than `most`.
 */
export function edits(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most || a.length > longest || b.length > longest) {
    return most + 1
  }
  let from = 0
  while (from < a.length && a.charCodeAt(from) === b.charCodeAt(from)) from++
  let endA = a.length
  let endB = b.length
  while (endA > from && endB > from && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  return distance(a.slice(from, endA), b.slice(from, endB), most)
}

const rows = [0, 1, 2].map(() => new Uint16Array(longest + 1))

function distance(a: string, b: string, most: number): number {
  if (a === '' || b === '') return a.length + b.length
  let [before, above, here] = rows as [Uint16Array, Uint16Array, Uint16Array]
  for (let j = 0; j <= b.length; j++) above[j] = j
  for (let i = 1; i <= a.length; i++) {
    here[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const change = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      let cost = Math.min(cell(above, j) + 1, cell(here, j - 1) + 1, cell(above, j - 1) + change)
      if (isSwap(a, b, i, j)) cost = Math.min(cost, cell(before, j - 2) + 1)
      here[j] = cost
      if (cost < least) least = cost
    }
    if (least > most) return most + 1
    ;[before, above, here] = [above, here, before]
  }
  return Math.min(most + 1, cell(above, b.length))
}

function cell(row: Uint16Array, at: number): number {
  return row[at] ?? 0
}

function isSwap(a: string, b: string, i: number, j: number): boolean {
  return (
    i > 1 &&
    j > 1 &&
    a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
    a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
  )
}
