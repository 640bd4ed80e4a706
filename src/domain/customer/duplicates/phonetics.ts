/**
 * How a name sounds in Brazilian Portuguese, as a key: names that are said alike have the same one
 * (Souza and Sousa, Luís and Luiz, Felipe and Philippe, Katia and Cátia). Takes folded text; what is
 * neither letter nor digit is left out. A table of our own, from the spelling rules that people mix up;
 * it serves names of other languages too, only more coarsely.
 */
export function soundOf(folded: string): string {
  const known = sounds.get(folded)
  if (known !== undefined) return known
  let sound = folded.replaceAll(/[^\p{L}\p{N}]/gu, '')
  for (const [spelt, said] of rules) sound = sound.replaceAll(spelt, said)
  if (sounds.size >= mostKept) sounds.clear()
  sounds.set(folded, sound)
  return sound
}

/** Names repeat: what was worked out is kept, up to so many. */
const mostKept = 50_000
const sounds = new Map<string, string>()

/** In this order. */
const rules: readonly (readonly [RegExp, string])[] = [
  // A cedilla is lost in folding: these endings have one in nearly every name (Conceição, Mendonça).
  [/cao(?=s?$)/g, 'sao'],
  [/nc(?=[ao]s?$|al)/g, 'ns'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/sch|sh|ch/g, 'x'],
  [/lh|ll?i(?=[aeou])/g, 'l'],
  [/nh|ni(?=[aeou])/g, 'n'],
  [/y/g, 'i'],
  [/w/g, 'v'],
  [/h/g, ''],
  [/s[cz](?=[ei])|xc(?=[ei])/g, 's'],
  [/c(?=[ei])/g, 's'],
  [/g(?=[ei])/g, 'j'],
  [/gu(?=[ei])/g, 'g'],
  [/ck|qu(?=[ei])|[cq]/g, 'k'],
  [/z/g, 's'],
  [/m(?=[^aeiou]|$)/g, 'n'],
  // Unstressed, e is said as i and o as u; a folded text does not say where the stress is.
  [/e/g, 'i'],
  [/o/g, 'u'],
  [/(.)\1+/gu, '$1'],
]
