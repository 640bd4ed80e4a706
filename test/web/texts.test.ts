/** What the app says, in both languages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { translated } from '../../src/web/client/translated.ts'
import { english } from '../../src/web/locales/en/all.ts'
import { portuguese } from '../../src/web/locales/pt-BR/all.ts'

type Texts = { readonly [name: string]: string | Texts }

const pt = flat(portuguese)
const en = flat(english)
const stems = (texts: ReadonlyMap<string, string>) =>
  [...new Set([...texts.keys()].map(stem))].toSorted()

describe('the texts of the app', () => {
  test('are there', () => expect(pt.size).toBeGreaterThan(50))

  test('have the same keys in both languages', () => expect(stems(en)).toEqual(stems(pt)))

  test('name the same values and slots in both languages', () => {
    const different = [...en].filter(([key, text]) => {
      const other = pt.get(key) ?? pt.get(`${stem(key)}_other`) ?? ''
      return holes(text).join(' ') !== holes(other).join(' ')
    })
    expect(different).toEqual([])
  })

  test('have every plural that the language has', () => {
    expect(incomplete(pt, ['one', 'many', 'other'])).toEqual([])
    expect(incomplete(en, ['one', 'other'])).toEqual([])
  })

  test('of one part do not take the place of those of another', async () => {
    const folder = join(import.meta.dirname, '../../src/web/locales/en')
    const parts = readdirSync(folder).filter((name) => name !== 'all.ts')
    const names = await Promise.all(
      parts.map(async (name) => {
        const part = (await import(join(folder, name))) as Readonly<Record<string, object>>
        return Object.values(part).flatMap((texts) => Object.keys(texts))
      }),
    )
    expect(names.flat().toSorted()).toEqual(Object.keys(english).toSorted())
  })

  test('say the fields that are built in, as long as the shop has not named them anew', () => {
    const named = new Map(builtInFields.map(({ name, label }) => [name, label]))
    expect(translated.filter(({ name, label }) => named.get(name) !== label)).toEqual([])
    expect(Object.keys(english.field)).toEqual(translated.map(({ name }) => name))
  })

  test('are each said somewhere', () => {
    const source = sources(join(import.meta.dirname, '../../src/web'))
    // A key whose last part is worked out, as `trouble.${code}`, is said by the beginning of it.
    const made = [...source.matchAll(/`(\w+(?:\.\w+)*)\.(\w*)\$\{/g)].map(
      ([, path, start]) => `${path}.${start}`,
    )
    const unsaid = stems(pt).filter(
      (key) => !source.includes(`'${key}'`) && !made.some((beginning) => key.startsWith(beginning)),
    )
    expect(unsaid).toEqual([])
  })
})

function flat(texts: Texts, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, text]) =>
      typeof text === 'string'
        ? [[`${before}${name}`, text]]
        : [...flat(text, `${before}${name}.`)],
    ),
  )
}

function stem(key: string): string {
  return key.replace(/_(?:zero|one|two|few|many|other)$/, '')
}

/** `{{q}}` and `<event/>`; how many there are of a plural may stay unsaid. */
function holes(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)\/>/g)]
    .map(([, value, slot]) => value ?? slot ?? '')
    .filter((name) => name !== 'count')
    .toSorted()
}

function incomplete(texts: ReadonlyMap<string, string>, forms: readonly string[]): string[] {
  const plurals = [...texts.keys()].filter((key) => key !== stem(key)).map(stem)
  return [...new Set(plurals)].flatMap((key) =>
    forms.filter((form) => !texts.has(`${key}_${form}`)).map((form) => `${key}_${form}`),
  )
}

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .filter(({ parentPath }) => !parentPath.includes('locales'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
}
