import { customer } from './customer.ts'
import { events } from './events.ts'
import { home } from './home.ts'
import { fields } from './fields.ts'
import { imports } from './imports.ts'
import { lists } from './lists.ts'
import { customers } from './customers.ts'
import { builder } from './builder.ts'
import { segments } from './segments.ts'
import { access } from './access.ts'
import { settings } from './settings.ts'
import { webhooks } from './webhooks.ts'
import { shell } from './shell.ts'

/** All that the app says in Portuguese, by part. */
export const portuguese = {
  ...shell,
  ...customers,
  ...customer,
  ...fields,
  ...lists,
  ...imports,
  ...events,
  ...home,
  ...segments,
  ...builder,
  ...settings,
  ...access,
  ...webhooks,
} as const
