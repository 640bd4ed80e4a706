/** One number over the steps of a chart; null where it is not known. */
export type Series = {
  readonly name: string
  readonly kind: 'line' | 'bar'
  /** The colour: a token of `ui/style/tokens.css`. */
  readonly token: '--ink' | '--accent' | '--left' | '--edge'
  readonly values: readonly (number | null)[]
}
