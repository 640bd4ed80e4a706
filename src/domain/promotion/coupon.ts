/** A code in the one form in which it is kept and compared: `natal10` and ` NATAL10 ` are one. */
export function couponCode(text: string): string {
  return text.trim().normalize('NFC').toUpperCase()
}

/** Without those that people take for each other: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B. */
const letters = 'ACDEFGHJKMNPQRTUVWXY34679'

/** So many letters that nobody comes upon one by trying: 25^10 of each prefix. */
export const randomLetters = 10

/** A code of that prefix out of random numbers, each from 0 and below 1. */
export function makeCode(prefix: string, random: readonly number[]): string {
  const made = random.map((each) => letters[Math.floor(each * letters.length)] ?? '')
  return couponCode(prefix + made.join(''))
}
