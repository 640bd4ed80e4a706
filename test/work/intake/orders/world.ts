import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { catalogOf } from '../../../../src/domain/customer/catalog.ts'
import { idKey } from '../../../../src/domain/customer/customerId.ts'
import { identityRules } from '../../../../src/domain/customer/identity.ts'
import { utc } from '../../../../src/domain/time/zone.ts'
import type { SetSizes } from '../../../../src/work/intake/orders/world.ts'
import type { Settings } from '../../../../src/work/intake/setState.ts'

/** The settings of the tests' shops. */
export const settings: Settings = {
  catalog: catalogOf(builtInFields),
  references: { product: catalogOf([]), place: catalogOf([]) },
  zone: utc,
  country: 'BR',
  currency: 'BRL',
  identity: identityRules(),
  keys: { customer: idKey('0123456789abcdef'.repeat(3)), tombstone: Buffer.from('a key of tests') },
}

/** Small, so that a small file has several sets. */
export const sizes: SetSizes = { lines: 150, customers: 10 }
