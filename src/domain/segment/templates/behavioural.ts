import {
  all,
  atLeast,
  between,
  did,
  exactly,
  lastDays,
  measured,
  measuredOf,
  oneOf,
  says,
} from './saying.ts'
import type { Distribution, Roles, Template } from './template.ts'

const order = 'order_completed'
const doings = ['page_viewed', 'product_viewed', order] as const
const year = lastDays(365)

function activeDays(roles: Roles): Distribution {
  const window = lastDays(90)
  return {
    of: 'measure',
    did: measured(roles, doings, 'activeDays', { window, test: atLeast(1) }),
  }
}

function things(roles: Roles, of: 'sum' | 'distinct'): Distribution {
  const property = of === 'sum' ? 'bought_quantity' : 'bought_product'
  return {
    of: 'measure',
    did: measuredOf(roles, [order, property], of, { window: year, test: atLeast(1) }),
  }
}

/** What they do: what they look at and buy, and how often. */
export const behavioural: readonly Template[] = [
  {
    id: 'most-viewed-products',
    model: 'behavioural',
    name: { en: 'Most viewed products', 'pt-BR': 'Produtos mais vistos' },
    purpose: {
      en: 'Know what somebody comes back to look at.',
      'pt-BR': 'Saber o que a pessoa volta para olhar.',
    },
    action: {
      en: 'Write when its price falls or stock runs low, and answer the usual question about it.',
      'pt-BR': 'Escreva quando o preço cair ou o estoque acabar, e responda à dúvida de sempre.',
    },
    draft: {
      en: '“Still thinking about it?”: what those who bought it say, and what goes with it.',
      'pt-BR': '“Ainda pensando?”: o que dizem quem comprou, e o que combina.',
    },
    needs: [['product_viewed'], ['viewed_product', 'viewed_category']],
    parameters: [
      {
        name: 'products',
        label: { en: 'Viewed most', 'pt-BR': 'Mais vistos' },
        type: 'values',
        of: ['viewed_product', 'viewed_category'],
        frequent: { take: 1 },
      },
      {
        name: 'days',
        label: { en: 'In the last so many days', 'pt-BR': 'Nos últimos tantos dias' },
        type: 'number',
        unit: 'days',
        default: 180,
        least: 1,
        most: 3_650,
      },
    ],
    condition({ roles, values, number }) {
      const products = values('products')
      if (products.length === 0) return undefined
      const role = roles.has('viewed_product') ? 'viewed_product' : 'viewed_category'
      const window = lastDays(number('days'))
      const more = { window, test: oneOf(products) }
      return measuredOf(roles, ['product_viewed', role], 'mostFrequent', more)
    },
  },
  {
    id: 'bulk-buyers',
    model: 'behavioural',
    name: { en: 'Bulk buyers', 'pt-BR': 'Compram em quantidade' },
    purpose: {
      en: 'Find who takes many at once.',
      'pt-BR': 'Encontrar quem leva muito de uma vez.',
    },
    action: {
      en: 'Offer steps of quantity, larger packs and a subscription, before they ask elsewhere.',
      'pt-BR':
        'Ofereça desconto por quantidade, pacotes maiores e assinatura, antes que busquem em outro lugar.',
    },
    draft: {
      en: '“Five kilos, delivered on the first of each month”: the price a kilo beside today’s.',
      'pt-BR': '“Cinco quilos, entregues todo dia 1º”: o preço por quilo ao lado do de hoje.',
    },
    needs: [[order], ['bought_quantity']],
    parameters: [
      {
        name: 'things',
        label: { en: 'So many things in a year', 'pt-BR': 'Tantos itens em um ano' },
        type: 'number',
        unit: 'things',
        default: 20,
        least: 2,
        most: 1_000_000,
        suggest: { quantile: 0.9, of: (roles) => things(roles, 'sum') },
      },
    ],
    condition: ({ roles, number }) =>
      measuredOf(roles, [order, 'bought_quantity'], 'sum', {
        window: year,
        test: atLeast(number('things')),
      }),
  },
  {
    id: 'heavy-users',
    model: 'behavioural',
    name: { en: 'Heavy users', 'pt-BR': 'Uso intenso' },
    purpose: {
      en: 'Find who is here on many days: your most attentive readers and buyers.',
      'pt-BR': 'Encontrar quem está aqui em muitos dias: seus leitores e compradores mais atentos.',
    },
    action: {
      en: 'Ask them for reviews and ideas, show them new things first, and do not bore them with the basics.',
      'pt-BR': 'Peça avaliações e ideias, mostre novidades primeiro e não repita o básico.',
    },
    draft: {
      en: '“You see it first”: the new product two days before everybody else.',
      'pt-BR': '“Você vê primeiro”: o produto novo dois dias antes de todos.',
    },
    needs: [doings],
    uses: doings,
    parameters: [
      {
        name: 'active_days',
        label: {
          en: 'Active on so many days out of 90',
          'pt-BR': 'Com atividade em tantos dos últimos 90 dias',
        },
        type: 'number',
        unit: 'days',
        default: 8,
        least: 1,
        most: 90,
        suggest: { quantile: 0.85, of: activeDays },
      },
    ],
    condition: ({ roles, number }) =>
      measured(roles, doings, 'activeDays', {
        window: lastDays(90),
        test: atLeast(number('active_days')),
      }),
  },
  {
    id: 'occasional-users',
    model: 'behavioural',
    name: { en: 'Occasional users', 'pt-BR': 'Uso ocasional' },
    purpose: {
      en: 'Find who comes by now and then.',
      'pt-BR': 'Encontrar quem passa de vez em quando.',
    },
    action: {
      en: 'Write seldom and to the point: the one thing worth coming for this month.',
      'pt-BR': 'Escreva pouco e direto: a única coisa pela qual vale voltar neste mês.',
    },
    draft: {
      en: 'One mail a month: what is new in three pictures.',
      'pt-BR': 'Um e-mail por mês: as novidades em três fotos.',
    },
    needs: [doings],
    uses: doings,
    parameters: [
      {
        name: 'active_days',
        label: {
          en: 'Active on at most so many days out of 90',
          'pt-BR': 'Com atividade em no máximo tantos dos últimos 90 dias',
        },
        type: 'number',
        unit: 'days',
        default: 2,
        least: 1,
        most: 90,
        suggest: { quantile: 0.4, of: activeDays },
      },
    ],
    condition: ({ roles, number }) =>
      measured(roles, doings, 'activeDays', {
        window: lastDays(90),
        test: between(1, number('active_days')),
      }),
  },
  {
    id: 'novelty-seekers',
    model: 'behavioural',
    name: { en: 'Novelty seekers', 'pt-BR': 'Buscam novidades' },
    purpose: {
      en: 'Find who rarely buys the same thing twice.',
      'pt-BR': 'Encontrar quem raramente compra a mesma coisa duas vezes.',
    },
    action: {
      en: 'Invite to tastings and launches, and send samples with the order.',
      'pt-BR': 'Convide para degustações e lançamentos, e envie amostras junto com o pedido.',
    },
    draft: {
      en: '“Three small bags you have not tried”: chosen from what they have not bought yet.',
      'pt-BR':
        '“Três pacotinhos que você ainda não provou”: escolhidos do que ainda não compraram.',
    },
    needs: [[order], ['bought_product']],
    parameters: [
      {
        name: 'products',
        label: {
          en: 'So many different products in a year',
          'pt-BR': 'Tantos produtos diferentes em um ano',
        },
        type: 'number',
        unit: 'things',
        default: 4,
        least: 2,
        most: 10_000,
        suggest: { quantile: 0.85, of: (roles) => things(roles, 'distinct') },
      },
    ],
    condition: ({ roles, number }) =>
      measuredOf(roles, [order, 'bought_product'], 'distinct', {
        window: year,
        test: atLeast(number('products')),
      }),
  },
  {
    id: 'brand-loyal',
    model: 'behavioural',
    name: { en: 'Brand-loyal', 'pt-BR': 'Fiéis à marca' },
    purpose: {
      en: 'Find who buys again and again, and always of the same brand.',
      'pt-BR': 'Encontrar quem compra sempre, e sempre da mesma marca.',
    },
    action: {
      en: 'Show what is new of that brand; a discount on another is wasted here.',
      'pt-BR': 'Mostre o que há de novo dessa marca; desconto em outra aqui se perde.',
    },
    draft: {
      en: '“New from your favourite roaster”: before it is on the shelf.',
      'pt-BR': '“Novo da sua torrefação preferida”: antes de chegar à prateleira.',
    },
    needs: [[order], ['bought_brand']],
    parameters: [
      {
        name: 'orders',
        label: {
          en: 'At least so many orders in a year',
          'pt-BR': 'Pelo menos tantos pedidos em um ano',
        },
        type: 'number',
        unit: 'times',
        default: 3,
        least: 2,
        most: 1_000,
      },
      {
        name: 'brands',
        label: { en: 'Of at most so many brands', 'pt-BR': 'De no máximo tantas marcas' },
        type: 'number',
        unit: 'things',
        default: 1,
        least: 1,
        most: 100,
      },
    ],
    condition({ roles, number }) {
      const brands = number('brands')
      const test = brands === 1 ? exactly(1) : between(1, brands)
      return all(
        did(roles, order, { window: year, test: atLeast(number('orders')) }),
        measuredOf(roles, [order, 'bought_brand'], 'distinct', { window: year, test }),
      )
    },
  },
  {
    id: 'deal-seekers',
    model: 'behavioural',
    name: { en: 'Deal seekers', 'pt-BR': 'Caçadores de promoções' },
    purpose: {
      en: 'Find who buys when there is a coupon.',
      'pt-BR': 'Encontrar quem compra quando há cupom.',
    },
    action: {
      en: 'Keep discounts for them and for slow weeks; others buy without.',
      'pt-BR': 'Guarde os descontos para eles e para semanas fracas; os outros compram sem.',
    },
    draft: {
      en: '“Until Sunday”: a code that ends, on what there is too much of.',
      'pt-BR': '“Só até domingo”: um cupom com fim, no que há em excesso.',
    },
    needs: [[order], ['order_coupon']],
    parameters: [
      {
        name: 'orders',
        label: {
          en: 'At least so many orders with a coupon',
          'pt-BR': 'Pelo menos tantos pedidos com cupom',
        },
        type: 'number',
        unit: 'times',
        default: 2,
        least: 1,
        most: 1_000,
      },
    ],
    condition: ({ roles, number }) =>
      did(roles, order, {
        where: says(roles, 'order_coupon', { op: 'exists' }),
        test: atLeast(number('orders')),
      }),
  },
]
