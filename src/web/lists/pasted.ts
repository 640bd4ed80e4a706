/** What somebody pasted, as identifiers of customers. */
export type Pasted = { readonly kind: string; readonly value: string }

/** The kinds that can be said of what is pasted; `guess` goes by what each looks like. */
export const pastedKinds = ['guess', 'email', 'phone', 'user_id', 'document'] as const
export type PastedKind = (typeof pastedKinds)[number]

/**
 * Each identifier once, in its order: between lines, commas, semicolons and tabs. Where nothing is said of the kind,
 * what has an @ is an e-mail address and everything else the customer's own code, which the shop gives as it likes.
 */
export function pastedIn(text: string, kind: PastedKind): readonly Pasted[] {
  const values = text.split(/[\n\r,;\t]/).map((each) => each.trim())
  return [...new Set(values)]
    .filter((value) => value !== '')
    .map((value) => ({ kind: kind === 'guess' ? guessed(value) : kind, value }))
}

function guessed(value: string): string {
  return value.includes('@') ? 'email' : 'user_id'
}
