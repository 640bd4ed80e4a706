import { catalogue } from './catalogue.ts'

/** The promotions that run in the demo shop: `customers` in the text form of conditions, the rest as JSON. */
export type ReadyPromotion = {
  readonly name: string
  readonly description: string
  readonly promotion: Readonly<Record<string, unknown>>
}

/** What resellers pay: some 22 % less than others, to the ten centavos. */
const prices = catalogue
  .filter(({ category }) => category === 'beans')
  .map(({ id, price }) => ({ product: id, price: Math.round(price * 7.8) / 10 }))

const beans = { type: 'property', property: 'category', test: { op: 'is', value: 'beans' } }

export const readyPromotions: readonly ReadyPromotion[] = [
  {
    name: 'Revendedores: price list',
    description: 'What resellers pay for beans, instead of all that others get.',
    promotion: {
      customers: 'reseller = true',
      benefit: { type: 'priceList', prices },
      stacking: { type: 'exclusive', priority: 10 },
    },
  },
  {
    name: 'Birthday month',
    description: 'Once a year, in the month of her birthday.',
    promotion: {
      customers: 'birth_date anniversary this month and not reseller = true',
      benefit: { type: 'percent', percent: 15, upTo: 60 },
      limits: { usesPerCustomer: 1 },
    },
  },
  {
    name: 'Beans in bulk',
    description: 'The more bags, of whatever beans, the less each costs.',
    promotion: {
      benefit: {
        type: 'steps',
        count: 'together',
        steps: [
          { from: 4, percent: 5 },
          { from: 8, percent: 10 },
          { from: 20, percent: 15 },
        ],
        on: beans,
      },
    },
  },
  {
    name: 'By subscription',
    description: 'Beans that come every month cost less.',
    promotion: { benefit: { type: 'subscription', percent: 12, on: beans } },
  },
  {
    name: 'First purchase',
    description: 'For whoever has not bought yet, known or not.',
    promotion: {
      cart: {
        type: 'all',
        of: [{ type: 'firstPurchase' }, { type: 'items', measure: 'amount', atLeast: 60 }],
      },
      benefit: { type: 'amount', amount: 20, per: 'cart' },
    },
  },
  {
    name: 'Tasting for novelty seekers',
    description: 'A guided tasting for who rarely buys the same twice.',
    promotion: {
      customers: 'in segment "Novelty seekers"',
      cart: { type: 'items', which: beans, measure: 'products', atLeast: 2 },
      benefit: { type: 'gift', product: 'CUR-003', quantity: 1 },
      limits: { uses: 200, usesPerCustomer: 1 },
    },
  },
]

/** Fields that are there from the start, and that promotions may test only where they are searchable too. */
export const promotedFields = ['birth_date'] as const
