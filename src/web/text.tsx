import i18next from 'i18next'
import { createContext, Fragment, use, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { formats, type Formats } from './format.ts'
import type { portuguese } from './locales/pt-BR/all.ts'

/** The languages of the app. */
export const locales = ['pt-BR', 'en'] as const
export type Locale = (typeof locales)[number]

/** A key of the texts: `segments.title`. Of a plural, the key without its ending. */
export type TextKey = {
  [S in keyof typeof portuguese]: `${S}.${Singular<keyof (typeof portuguese)[S] & string>}`
}[keyof typeof portuguese]

type Singular<K extends string> = K extends `${infer Stem}_${'one' | 'many' | 'other'}` ? Stem : K

export type Say = (key: TextKey, values?: Values) => string
type Values = Readonly<Record<string, string | number>>

type Speech = {
  readonly locale: Locale
  readonly t: Say
  readonly format: Formats
  readonly speak: (locale: Locale) => Promise<void>
}

const Spoken = createContext<Speech | undefined>(undefined)

/** The texts of the language that is chosen, and numbers, money and dates as it writes them. */
export function useText(): Speech {
  const speech = use(Spoken)
  if (speech === undefined) throw new Error('nobody speaks here: render inside of <Speaking>')
  return speech
}

/** Where the language that somebody chose is kept, in this browser. */
const chosenKey = 'clientela.locale'

/** The language to begin with: the one chosen here before, else the first of the browser's that is spoken. */
export function firstLocale(): Locale {
  const wanted = [localStorage.getItem(chosenKey), ...navigator.languages]
  for (const tag of wanted) {
    if (tag?.startsWith('pt') === true) return 'pt-BR'
    if (tag?.startsWith('en') === true) return 'en'
  }
  return 'pt-BR'
}

/** Loads the texts of a language; only the one that is spoken is brought over. */
export async function load(locale: Locale): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.init({
      lng: locale,
      resources: {},
      fallbackLng: false,
      keySeparator: '.',
      // Scopes have a colon in their names.
      nsSeparator: false,
      interpolation: { escapeValue: false },
    })
  }
  const texts =
    locale === 'pt-BR'
      ? (await import('./locales/pt-BR/all.ts')).portuguese
      : (await import('./locales/en/all.ts')).english
  i18next.addResourceBundle(locale, 'translation', texts, true, true)
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
}

/** Speaks to everything inside it. The time zone is the shop's. */
export function Speaking({ first, children }: { first: Locale; children: ReactNode }) {
  const [locale, setLocale] = useState(first)
  const say = i18next.t.bind(i18next)
  const speech: Speech = {
    locale,
    t: (key, values) => say(key, { ...values }),
    format: formats(locale),
    speak: async (next) => {
      await load(next)
      localStorage.setItem(chosenKey, next)
      flushSync(() => setLocale(next))
    },
  }
  return <Spoken value={speech}>{children}</Spoken>
}
/**
 * A sentence in which controls stand: `Fez <event/> <times/>` with a control for each slot, in the order
 * of the language.
 */
export function Sentence({
  of,
  slots,
  values,
}: {
  of: TextKey
  slots: Readonly<Record<string, ReactNode>>
  values?: Values
}) {
  const { t } = useText()
  const parts = t(of, values).split(/<(\w+)\/>/)
  return parts.map((part, i) => (
    // Odd parts are names of slots. The places of a sentence do not move while it stands.
    <Fragment key={i}>{i % 2 === 0 ? part : slots[part]}</Fragment>
  ))
}
