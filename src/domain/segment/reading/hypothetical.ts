/**
 * A predicate as it is said of what is not so: `is at least 18` as `were at least 18`. Only the language's
 * own words are exchanged, not what stands quoted.
 */
export function hypothetical(predicate: string, forms: ReadonlyMap<string, string>): string {
  return predicate
    .split(/(“(?:[^”]|””)*”)/u)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replaceAll(word, (each) => forms.get(each) ?? each),
    )
    .join('')
}

const word = /\p{L}+/gu
