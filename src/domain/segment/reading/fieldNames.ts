import { builtInFields } from '../../customer/builtin.ts'
import type { Field } from '../../customer/field.ts'
import { fold } from '../../fold.ts'
import { referenceFields } from '../../reference/builtin.ts'
import { spokenOf } from '../related.ts'
import type { Language } from './language.ts'
import { quoted } from './quoted.ts'

/**
 * What fields are called in a sentence: by their labels, the built-in ones in the language's own words
 * until the shop calls them otherwise. A label that is not made of plain words, or has one that the
 * language might say there itself, is quoted; where two fields have one label, each has its name too.
 */
export function fieldNames(
  fields: ReadonlyMap<string, Field>,
  language: Language,
): (name: string) => string {
  const labels = new Map(
    [...fields].map(([name, field]) => {
      const label = labelOf(field, language)
      const shown = isPlain(label, language) ? label : quoted(label)
      if (field.of !== 'place') return [name, { label, shown }] as const
      return [name, { label: language.ofPlace(label), shown: language.ofPlace(shown) }] as const
    }),
  )
  const times = new Map<string, number>()
  for (const { label } of labels.values()) {
    times.set(fold(label), (times.get(fold(label)) ?? 0) + 1)
  }
  return (name) => {
    const known = labels.get(name)
    if (known === undefined) return language.unknownField(quoted(name))
    const { label, shown } = known
    return times.get(fold(label)) === 1 ? shown : `${shown} (${quoted(name)})`
  }
}

const firstLabels = new Map(
  [...builtInFields, ...referenceFields].map((field) => [spokenOf(field), field.label]),
)

function labelOf(field: Field, { fieldLabels }: Language): string {
  const { label, builtIn } = field
  const spoken = spokenOf(field)
  const own = builtIn && firstLabels.get(spoken) === label ? fieldLabels.get(spoken) : undefined
  return own ?? label
}

/** Letters and digits in words, none of which could be taken for what follows a name or begins a part. */
function isPlain(label: string, { beginnings, predicates }: Language): boolean {
  if (!/^[\p{L}\p{N}]+(?:[ -][\p{L}\p{N}]+)*$/u.test(label)) return false
  const words = label.toLowerCase().split(' ')
  return !beginnings.has(words[0] ?? '') && !words.some((word) => predicates.has(word))
}
