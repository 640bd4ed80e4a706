import { segments } from './segments.ts'
import { shell } from './shell.ts'

/** All that the app says in English, by part. */
export const english = { ...shell, ...segments } as const
