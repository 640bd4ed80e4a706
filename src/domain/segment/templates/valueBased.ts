import type { Condition } from '../condition.ts'
import {
  all,
  any,
  atLeast,
  atMost,
  did,
  field,
  granted,
  lastDays,
  measured,
  measuredOf,
  moreThan,
  not,
} from './saying.ts'
import type { Distribution, Given, Roles, Template } from './template.ts'

const order = 'order_completed'
const year = lastDays(365)

function spent(roles: Roles): Distribution {
  return { of: 'measure', did: spending(roles, 0) }
}

function spending(roles: Roles, least: number) {
  return measuredOf(roles, [order, 'order_total'], 'sum', { window: year, test: atLeast(least) })
}

/** In which of six groups a buyer is, by when, how often and how much: each is in exactly one. */
function rfm({ roles, number, choice }: Given): Condition {
  const recent = measured(roles, order, 'daysSinceLast', { test: atMost(number('recent')) })
  const silent = measured(roles, order, 'daysSinceLast', { test: moreThan(number('recent')) })
  const often = did(roles, order, { window: year, test: atLeast(number('often')) })
  const much = spending(roles, number('much'))
  switch (choice('group')) {
    case 'loyal':
      return all(recent, often, not(much))
    case 'promising':
      return all(recent, not(often))
    case 'cannot-lose':
      return all(silent, often, much)
    case 'needs-attention':
      return all(silent, any(all(often, not(much)), all(not(often), much)))
    case 'hibernating':
      return all(silent, not(often), not(much))
    default:
      return all(recent, often, much)
  }
}

/** What they bring. */
export const valueBased: readonly Template[] = [
  {
    id: 'big-spenders',
    model: 'value-based',
    name: { en: 'Big spenders', 'pt-BR': 'Maiores compradores' },
    purpose: {
      en: 'Know those on whom much of the turnover rests.',
      'pt-BR': 'Conhecer aqueles de quem depende boa parte do faturamento.',
    },
    action: {
      en: 'Give service rather than discounts: early access, a person to write to, a note in the parcel.',
      'pt-BR':
        'Dê atenção em vez de desconto: acesso antecipado, alguém a quem escrever, um bilhete na caixa.',
    },
    draft: {
      en: 'A handwritten thank-you and an invitation to choose the next blend.',
      'pt-BR': 'Um agradecimento escrito à mão e um convite para escolher o próximo blend.',
    },
    needs: [[order], ['order_total']],
    parameters: [
      {
        name: 'amount',
        label: {
          en: 'Spent at least this in a year',
          'pt-BR': 'Gastaram pelo menos isto em um ano',
        },
        type: 'number',
        unit: 'money',
        default: 1_000,
        least: 1,
        most: 1_000_000_000,
        suggest: { quantile: 0.9, of: spent },
      },
    ],
    condition: ({ roles, number }) => spending(roles, number('amount')),
  },
  {
    id: 'rfm-groups',
    model: 'value-based',
    name: { en: 'RFM groups', 'pt-BR': 'Grupos RFM' },
    purpose: {
      en: 'Share out all buyers by how recently, how often and for how much they bought.',
      'pt-BR': 'Repartir todos os compradores por quando, quantas vezes e quanto compraram.',
    },
    action: {
      en: 'Thank the champions, raise the promising, and win back those you cannot lose before the rest.',
      'pt-BR':
        'Agradeça aos campeões, faça crescer os promissores e recupere primeiro os que não se pode perder.',
    },
    draft: {
      en: 'To those you cannot lose: a call or a personal mail, and what has changed since.',
      'pt-BR':
        'Aos que não se pode perder: um telefonema ou e-mail pessoal, e o que mudou desde então.',
    },
    needs: [[order], ['order_total']],
    parameters: [
      {
        name: 'group',
        label: { en: 'Group', 'pt-BR': 'Grupo' },
        type: 'choice',
        choices: [
          {
            value: 'champions',
            label: {
              en: 'champions: recent, often, much',
              'pt-BR': 'campeões: há pouco, muitas vezes, muito',
            },
          },
          {
            value: 'loyal',
            label: {
              en: 'loyal: recent, often, not much',
              'pt-BR': 'fiéis: há pouco, muitas vezes, não muito',
            },
          },
          {
            value: 'promising',
            label: {
              en: 'promising: recent, not often',
              'pt-BR': 'promissores: há pouco, poucas vezes',
            },
          },
          {
            value: 'cannot-lose',
            label: {
              en: 'not to be lost: silent, but often and much',
              'pt-BR': 'não se pode perder: em silêncio, mas muitas vezes e muito',
            },
          },
          {
            value: 'needs-attention',
            label: {
              en: 'in need of attention: silent, often or much',
              'pt-BR': 'precisam de atenção: em silêncio, muitas vezes ou muito',
            },
          },
          {
            value: 'hibernating',
            label: {
              en: 'hibernating: silent, not often, not much',
              'pt-BR': 'hibernando: em silêncio, poucas vezes, pouco',
            },
          },
        ],
        default: 'champions',
      },
      {
        name: 'recent',
        label: {
          en: 'Recent: ordered in the last so many days',
          'pt-BR': 'Há pouco: pedido nos últimos tantos dias',
        },
        type: 'number',
        unit: 'days',
        default: 60,
        least: 1,
        most: 3_650,
        suggest: {
          quantile: 0.4,
          of: (roles) => ({
            of: 'measure',
            did: measured(roles, order, 'daysSinceLast', { test: atLeast(0) }),
          }),
        },
      },
      {
        name: 'often',
        label: {
          en: 'Often: so many orders in a year',
          'pt-BR': 'Muitas vezes: tantos pedidos em um ano',
        },
        type: 'number',
        unit: 'times',
        default: 4,
        least: 1,
        most: 10_000,
        suggest: {
          quantile: 0.66,
          of: (roles) => ({
            of: 'measure',
            did: measured(roles, order, 'count', { window: year, test: atLeast(1) }),
          }),
        },
      },
      {
        name: 'much',
        label: { en: 'Much: spent this in a year', 'pt-BR': 'Muito: gastaram isto em um ano' },
        type: 'number',
        unit: 'money',
        default: 500,
        least: 0,
        most: 1_000_000_000,
        suggest: { quantile: 0.66, of: spent },
      },
    ],
    condition: rfm,
  },
  {
    id: 'resellers',
    model: 'value-based',
    name: { en: 'Resellers', 'pt-BR': 'Revendedores' },
    purpose: {
      en: 'Treat those who sell on as the business partners that they are.',
      'pt-BR': 'Tratar quem revende como parceiros de negócio.',
    },
    action: {
      en: 'Give them their own prices, an invoice that suits them and somebody to ring.',
      'pt-BR': 'Dê preços próprios, nota fiscal adequada e alguém para quem ligar.',
    },
    draft: {
      en: '“Your shelf for Christmas”: reserve now at the reseller’s price, pay on delivery.',
      'pt-BR':
        '“Sua prateleira para o Natal”: reserve agora com preço de revenda e pague na entrega.',
    },
    needs: [['reseller', 'bought_quantity']],
    uses: [order],
    parameters: [
      {
        name: 'things',
        label: {
          en: 'Taken for one: so many things in a year',
          'pt-BR': 'Considerado revendedor: tantos itens em um ano',
        },
        when: (roles) => !roles.has('reseller'),
        type: 'number',
        unit: 'things',
        default: 100,
        least: 2,
        most: 1_000_000,
        suggest: {
          quantile: 0.97,
          of: (roles) => ({
            of: 'measure',
            did: measuredOf(roles, [order, 'bought_quantity'], 'sum', {
              window: year,
              test: atLeast(1),
            }),
          }),
        },
      },
    ],
    condition: ({ roles, number }) =>
      roles.has('reseller')
        ? field(roles, 'reseller', { op: 'is', value: true })
        : measuredOf(roles, [order, 'bought_quantity'], 'sum', {
            window: year,
            test: atLeast(number('things')),
          }),
  },
  {
    id: 'subscribers',
    model: 'value-based',
    name: { en: 'Subscribers by consent', 'pt-BR': 'Inscritos com consentimento' },
    purpose: {
      en: 'Know whom you may write to at all, and have the proof of it.',
      'pt-BR': 'Saber a quem se pode escrever, e ter a prova disso.',
    },
    action: {
      en: 'Send campaigns to these people only; combine any other segment with this one.',
      'pt-BR': 'Envie campanhas só a estas pessoas; combine qualquer outro segmento com este.',
    },
    draft: {
      en: 'The monthly letter, with the way out in the first lines.',
      'pt-BR': 'A carta do mês, com o descadastro logo nas primeiras linhas.',
    },
    needs: [['marketing']],
    parameters: [
      {
        name: 'channel',
        label: { en: 'Channel', 'pt-BR': 'Canal' },
        type: 'choice',
        choices: [
          {
            value: 'any',
            label: { en: 'any, and denied on none', 'pt-BR': 'qualquer um, e negado em nenhum' },
          },
          { value: 'email', label: { en: 'e-mail', 'pt-BR': 'e-mail' } },
          { value: 'sms', label: { en: 'text message', 'pt-BR': 'SMS' } },
          { value: 'whatsapp', label: { en: 'WhatsApp', 'pt-BR': 'WhatsApp' } },
        ],
        default: 'any',
      },
    ],
    condition({ roles, choice }) {
      const channel = choice('channel')
      return granted(roles, 'marketing', channel === 'any' ? undefined : channel)
    },
  },
]
