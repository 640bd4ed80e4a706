import { customer } from './customer.ts'
import { imports } from './imports.ts'
import { customers } from './customers.ts'
import { builder } from './builder.ts'
import { segments } from './segments.ts'
import { shell } from './shell.ts'

/** All that the app says in Portuguese, by part. */
export const portuguese = {
  ...shell,
  ...customers,
  ...customer,
  ...imports,
  ...segments,
  ...builder,
} as const
