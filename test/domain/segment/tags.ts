/** Kinds of parts by their discriminators, to see that nothing is left out: `type:did`, `op:is`, `of:sum`. */
const discriminators = ['type', 'op', 'of'] as const

/** The tags of every object in a condition. */
export function tagsOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return []
  const own = discriminators.flatMap((key) => {
    const value: unknown = Reflect.get(json, key)
    return typeof value === 'string' ? [`${key}:${value}`] : []
  })
  return [...own, ...Object.values(json).flatMap(tagsOf)]
}

/** The tags that a schema of a discriminated union tells apart. */
export function tagsOfSchema(schema: {
  readonly def: { readonly discriminator: string; readonly options: readonly unknown[] }
}): readonly string[] {
  const { discriminator, options } = schema.def
  return options.flatMap((option) => {
    const shape: unknown = Reflect.get(option as object, 'shape')
    const literal: unknown = Reflect.get(shape as object, discriminator)
    const values: unknown = Reflect.get(literal as object, 'values')
    return [...(values as Set<string>)].map((value) => `${discriminator}:${value}`)
  })
}
