import { segments } from './segments.ts'
import { shell } from './shell.ts'

/** All that the app says in Portuguese, by part. */
export const portuguese = { ...shell, ...segments } as const
