import type { Condition } from '../condition.ts'
import {
  all,
  atLeast,
  atMost,
  between,
  did,
  exactly,
  lastDays,
  measured,
  moreThan,
  not,
} from './saying.ts'
import type { Distribution, Roles, Template } from './template.ts'

const order = 'order_completed'
const doings = ['page_viewed', 'product_viewed', order] as const

function orders(roles: Roles): Distribution {
  return { of: 'measure', did: measured(roles, order, 'count', { test: atLeast(1) }) }
}

function silence(roles: Roles): Distribution {
  return { of: 'measure', did: measured(roles, order, 'daysSinceLast', { test: atLeast(0) }) }
}

/** What they do: how far they have come with the shop. */
export const journey: readonly Template[] = [
  {
    id: 'cart-abandonment',
    model: 'behavioural',
    name: { en: 'Cart abandonment', 'pt-BR': 'Carrinho abandonado' },
    purpose: {
      en: 'Find who put something into the cart and went without ordering.',
      'pt-BR': 'Encontrar quem colocou algo no carrinho e saiu sem comprar.',
    },
    action: {
      en: 'Remind within the day, with picture, price and a link to the cart; ask what was in the way before giving a discount.',
      'pt-BR':
        'Lembre no mesmo dia, com foto, preço e link para o carrinho; pergunte o que atrapalhou antes de dar desconto.',
    },
    draft: {
      en: '“Your cart is still here”: the products, the delivery date, one button.',
      'pt-BR': '“Seu carrinho continua aqui”: os produtos, a data de entrega, um botão.',
    },
    needs: [['product_added'], [order]],
    parameters: [
      {
        name: 'hours',
        label: { en: 'No order within so many hours', 'pt-BR': 'Sem pedido em tantas horas' },
        type: 'number',
        unit: 'hours',
        default: 2,
        least: 1,
        most: 720,
      },
      {
        name: 'days',
        label: { en: 'In the last so many days', 'pt-BR': 'Nos últimos tantos dias' },
        type: 'number',
        unit: 'days',
        default: 7,
        least: 1,
        most: 365,
      },
    ],
    condition({ roles, number }): Condition {
      const { event: added } = did(roles, 'product_added')
      const { event: ordered } = did(roles, order)
      const within = { n: number('hours'), unit: 'hours' } as const
      const steps = [{ event: added }, { event: ordered, never: true, within }] as const
      return { type: 'sequence', steps, window: lastDays(number('days')) }
    },
  },
  {
    id: 'journey-stage',
    model: 'behavioural',
    name: { en: 'Journey stage', 'pt-BR': 'Estágio da jornada' },
    purpose: {
      en: 'Tell new from returning and loyal customers by how often they have ordered.',
      'pt-BR': 'Separar novos, recorrentes e fiéis por quantas vezes já compraram.',
    },
    action: {
      en: 'Explain to the new, suggest to the returning, and thank the loyal.',
      'pt-BR': 'Explique aos novos, sugira aos recorrentes e agradeça aos fiéis.',
    },
    draft: {
      en: 'To the new: how to get the best out of the first order, and when the next is due.',
      'pt-BR': 'Aos novos: como aproveitar o primeiro pedido, e quando seria o próximo.',
    },
    needs: [[order]],
    ordered: ['returning_from', 'loyal_from'],
    parameters: [
      {
        name: 'stage',
        label: { en: 'Stage', 'pt-BR': 'Estágio' },
        type: 'choice',
        choices: [
          { value: 'new', label: { en: 'new', 'pt-BR': 'novos' } },
          { value: 'returning', label: { en: 'returning', 'pt-BR': 'recorrentes' } },
          { value: 'loyal', label: { en: 'loyal', 'pt-BR': 'fiéis' } },
        ],
        default: 'new',
      },
      {
        name: 'returning_from',
        label: {
          en: 'Returning from so many orders',
          'pt-BR': 'Recorrentes a partir de tantos pedidos',
        },
        type: 'number',
        unit: 'times',
        default: 2,
        least: 2,
        most: 1_000,
      },
      {
        name: 'loyal_from',
        label: { en: 'Loyal from so many orders', 'pt-BR': 'Fiéis a partir de tantos pedidos' },
        type: 'number',
        unit: 'times',
        default: 5,
        least: 3,
        most: 1_000,
        suggest: { quantile: 0.75, of: orders },
      },
    ],
    condition({ roles, number, choice }) {
      const [returning, loyal] = [number('returning_from'), number('loyal_from')]
      const times = (test: Parameters<typeof atLeast>[0] | ReturnType<typeof between>) =>
        did(roles, order, { test: typeof test === 'number' ? atLeast(test) : test })
      switch (choice('stage')) {
        case 'loyal':
          return times(loyal)
        case 'returning':
          return times(between(returning, Math.max(returning, loyal - 1)))
        default:
          return times(between(1, returning - 1))
      }
    },
  },
  {
    id: 'first-time-buyers',
    model: 'behavioural',
    name: { en: 'First-time buyers', 'pt-BR': 'Primeira compra' },
    purpose: {
      en: 'Find who has just ordered for the first time: the second order decides.',
      'pt-BR': 'Encontrar quem acabou de comprar pela primeira vez: a segunda compra decide.',
    },
    action: {
      en: 'Say thanks, ask how it was, and give a reason to come back before the habit is gone.',
      'pt-BR':
        'Agradeça, pergunte como foi e dê um motivo para voltar antes que o hábito se perca.',
    },
    draft: {
      en: '“How is the first cup?”: a guide, a person to ask, and 10 % on the second order.',
      'pt-BR':
        '“Como foi a primeira xícara?”: um guia, alguém a quem perguntar e 10% no segundo pedido.',
    },
    needs: [[order]],
    parameters: [
      {
        name: 'days',
        label: {
          en: 'First order in the last so many days',
          'pt-BR': 'Primeiro pedido nos últimos tantos dias',
        },
        type: 'number',
        unit: 'days',
        default: 30,
        least: 1,
        most: 3_650,
      },
    ],
    condition: ({ roles, number }) =>
      all(
        did(roles, order, { test: exactly(1) }),
        did(roles, order, { window: lastDays(number('days')) }),
      ),
  },
  {
    id: 'at-risk',
    model: 'behavioural',
    name: { en: 'At risk', 'pt-BR': 'Em risco' },
    purpose: {
      en: 'Notice who bought more than once and has now been silent for longer than is usual here.',
      'pt-BR':
        'Perceber quem comprou mais de uma vez e está em silêncio há mais tempo que o normal aqui.',
    },
    action: {
      en: 'Write now, personally; an offer wins back more now than in half a year.',
      'pt-BR':
        'Escreva agora, de forma pessoal; uma oferta traz de volta mais agora do que em meio ano.',
    },
    draft: {
      en: '“We have kept your favourite for you”: what they bought most, with free delivery this week.',
      'pt-BR': '“Guardamos o seu preferido”: o que mais compraram, com frete grátis nesta semana.',
    },
    needs: [[order]],
    ordered: ['days', 'until'],
    parameters: [
      {
        name: 'orders',
        label: { en: 'At least so many orders before', 'pt-BR': 'Pelo menos tantos pedidos antes' },
        type: 'number',
        unit: 'times',
        default: 2,
        least: 1,
        most: 1_000,
      },
      {
        name: 'days',
        label: {
          en: 'Silent for more than so many days',
          'pt-BR': 'Em silêncio há mais de tantos dias',
        },
        type: 'number',
        unit: 'days',
        default: 90,
        least: 1,
        most: 3_650,
        suggest: { quantile: 0.6, of: silence },
      },
      {
        name: 'until',
        label: { en: 'But not for more than so many', 'pt-BR': 'Mas não há mais de tantos' },
        type: 'number',
        unit: 'days',
        default: 365,
        least: 2,
        most: 10_000,
        suggest: { quantile: 0.9, of: silence },
      },
    ],
    condition: ({ roles, number }) =>
      all(
        did(roles, order, { test: atLeast(number('orders')) }),
        measured(roles, order, 'daysSinceLast', { test: moreThan(number('days')) }),
        measured(roles, order, 'daysSinceLast', { test: atMost(number('until')) }),
      ),
  },
  {
    id: 'dormant',
    model: 'behavioural',
    name: { en: 'Dormant', 'pt-BR': 'Inativos' },
    purpose: {
      en: 'Find who was here once and has done nothing at all for a long time.',
      'pt-BR': 'Encontrar quem já esteve aqui e há muito tempo não faz nada.',
    },
    action: {
      en: 'Ask once whether they still want to hear from you, then write to them no more.',
      'pt-BR': 'Pergunte uma vez se ainda querem notícias e depois não escreva mais.',
    },
    draft: {
      en: '“Shall we stop writing?”: stay with one click, or leave with one.',
      'pt-BR': '“Paramos de escrever?”: fique com um clique, ou saia com outro.',
    },
    needs: [doings],
    uses: doings,
    parameters: [
      {
        name: 'days',
        label: { en: 'Nothing for so many days', 'pt-BR': 'Nada há tantos dias' },
        type: 'number',
        unit: 'days',
        default: 180,
        least: 7,
        most: 3_650,
      },
    ],
    condition: ({ roles, number }) =>
      all(did(roles, doings), not(did(roles, doings, { window: lastDays(number('days')) }))),
  },
]
