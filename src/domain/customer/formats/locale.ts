/** The languages in which values are shown. */
export type Locale = 'pt-BR' | 'en'
