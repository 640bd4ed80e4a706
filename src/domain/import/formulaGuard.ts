/**
 * A text that a spreadsheet would run as a formula when it opens a file gets an apostrophe before it, and
 * an import takes that apostrophe off again: `unguard(guard(x))` is `x` for every text, those that begin
 * with apostrophes of their own too. Which texts those are: OWASP, "CSV Injection".
 */
export function guard(text: string): string {
  const own = text.startsWith("'") && isMarked(text)
  return own || isFormula(text) ? `'${text}` : text
}

/**
 * The same for a file that somebody opens in a spreadsheet and saves again: texts of digits that would come
 * back as other ones (`01310`, `5581999990000`, `1E5`) are guarded too.
 */
export function guardDigits(text: string): string {
  return isMarked(text) ? `'${text}` : text
}

/** The text before it was guarded. An apostrophe that nothing needs, `'hello`, is the person's own and stays. */
export function unguard(text: string): string {
  return text.startsWith("'") && isMarked(text.slice(1)) ? text.slice(1) : text
}

/** Whether what stands behind all apostrophes is something that is guarded. */
function isMarked(text: string): boolean {
  let from = 0
  while (text.charCodeAt(from) === apostrophe) from += 1
  const bare = from === 0 ? text : text.slice(from)
  return isFormula(bare) || changing.test(bare)
}

function isFormula(text: string): boolean {
  return first.test(text) && !harmless.some((form) => form.test(text))
}

const apostrophe = 39

/** Blanks of these kinds hide what comes after them; the wide forms are what spreadsheets in Japan take too. */
const first = /^[=@+\-\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** What begins so and is nothing but a number, a phone with its country code, or a place in degrees. */
const harmless = [
  /^[+-]\d*[.,]?\d[\d.,]*%?$/,
  /^\+\d[\d ().-]{6,24}$/,
  /^-?\d{1,3}(?:\.\d+)?, -?\d{1,3}(?:\.\d+)?$/,
]

/** A spreadsheet takes zeros in front away, and writes twelve digits and more as 5,58E+12. */
const changing = /^(?:0\d+|\d{12,}|\+\d+|\d+[eE][+-]?\d+)$/
