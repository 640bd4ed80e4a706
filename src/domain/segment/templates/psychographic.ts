import type { Did } from '../condition.ts'
import { answered } from './answered.ts'
import { any, atLeast, did, fieldIsOneOf, lastDays, measuredOf, says } from './saying.ts'
import type { Roles, Template } from './template.ts'

const ecological = [
  'organic',
  'eco',
  'sustainab',
  'low waste',
  'planet',
  'organico',
  'sustentab',
  'ecologic',
  'meio ambiente',
  'lixo',
]
const fair = [
  'fair trade',
  'local producers',
  'animal welfare',
  'social',
  'comercio justo',
  'produtores locais',
  'bem-estar animal',
  'inclusao',
]
const adventurous = [
  'travel',
  'adventur',
  'outdoor',
  'hiking',
  'cycling',
  'sporty',
  'viage',
  'viaja',
  'aventur',
  'trilha',
  'esport',
]

function organicOrders(roles: Roles, least: number): Did {
  return did(roles, 'order_completed', {
    window: lastDays(365),
    where: says(roles, 'bought_organic', { op: 'is', value: true }),
    test: atLeast(least),
  })
}

function categoriesViewed(roles: Roles, least: number): Did {
  return measuredOf(roles, ['product_viewed', 'viewed_category'], 'distinct', {
    window: lastDays(180),
    test: atLeast(least),
  })
}

/** What they care about. */
export const psychographic: readonly Template[] = [
  answered({
    id: 'interests',
    model: 'psychographic',
    role: 'interests',
    label: { en: 'Interests', 'pt-BR': 'Interesses' },
    frequent: { take: 2 },
    name: { en: 'Interests', 'pt-BR': 'Interesses' },
    purpose: {
      en: 'Write about what people like to do, not about what you happen to sell.',
      'pt-BR': 'Escrever sobre o que as pessoas gostam de fazer, não sobre o que se quer vender.',
    },
    action: {
      en: 'Send stories, recipes and courses on that interest, with the product in passing.',
      'pt-BR': 'Envie histórias, receitas e cursos sobre o interesse, com o produto de passagem.',
    },
    draft: {
      en: 'A short course by e-mail in three parts, the last with an invitation.',
      'pt-BR': 'Um minicurso por e-mail em três partes, a última com um convite.',
    },
  }),
  answered({
    id: 'values',
    model: 'psychographic',
    role: 'personal_values',
    label: { en: 'Values', 'pt-BR': 'Valores' },
    frequent: { take: 1 },
    name: { en: 'Values', 'pt-BR': 'Valores' },
    purpose: {
      en: 'Reach people by what they stand for.',
      'pt-BR': 'Alcançar pessoas pelo que defendem.',
    },
    action: {
      en: 'Show what you really do about it, with names and figures.',
      'pt-BR': 'Mostre o que vocês realmente fazem a respeito, com nomes e números.',
    },
    draft: {
      en: 'The story of one producer, and what is paid for the bag.',
      'pt-BR': 'A história de um produtor, e quanto se paga pelo pacote.',
    },
  }),
  answered({
    id: 'lifestyle',
    model: 'psychographic',
    role: 'lifestyle',
    label: { en: 'Lifestyles', 'pt-BR': 'Estilos de vida' },
    frequent: { take: 1 },
    name: { en: 'Lifestyle', 'pt-BR': 'Estilo de vida' },
    purpose: {
      en: 'Fit into the day that people have.',
      'pt-BR': 'Caber no dia que as pessoas têm.',
    },
    action: {
      en: 'Choose the hour, the format and the product of that day.',
      'pt-BR': 'Escolha a hora, o formato e o produto desse dia.',
    },
    draft: {
      en: '“Five minutes between two meetings”: what can be made in that time.',
      'pt-BR': '“Cinco minutos entre duas reuniões”: o que dá para preparar nesse tempo.',
    },
  }),
  answered({
    id: 'pain-points',
    model: 'psychographic',
    role: 'pain_points',
    label: { en: 'What is in the way', 'pt-BR': 'O que atrapalha' },
    frequent: { take: 1 },
    name: { en: 'Pain points', 'pt-BR': 'Dores' },
    purpose: {
      en: 'Take away what keeps people from buying.',
      'pt-BR': 'Tirar o que impede as pessoas de comprar.',
    },
    action: {
      en: 'Answer that trouble before offering anything: a guarantee, a guide, a person to ask.',
      'pt-BR':
        'Responda a essa dificuldade antes de ofertar: uma garantia, um guia, alguém a quem perguntar.',
    },
    draft: {
      en: '“You told us that delivery takes too long. Here is what we changed.”',
      'pt-BR': '“Você disse que a entrega demora. Veja o que mudamos.”',
    },
  }),
  {
    id: 'eco-conscious',
    model: 'psychographic',
    name: { en: 'Eco-conscious', 'pt-BR': 'Consumidores ecológicos' },
    purpose: {
      en: 'Find those to whom the footprint of a product matters, by word or by deed.',
      'pt-BR': 'Encontrar quem se importa com o impacto do produto, em palavra ou em compra.',
    },
    action: {
      en: 'Launch organic and refillable products here first, and say what is not solved yet.',
      'pt-BR': 'Lance aqui primeiro os orgânicos e refis, e diga o que ainda não está resolvido.',
    },
    draft: {
      en: '“Bring the bag back”: a discount on the next order for each one returned.',
      'pt-BR': '“Devolva a embalagem”: desconto no próximo pedido por embalagem devolvida.',
    },
    needs: [['personal_values', 'bought_organic']],
    uses: ['order_completed'],
    parameters: [
      {
        name: 'values',
        label: { en: 'Values that say so', 'pt-BR': 'Valores que dizem isso' },
        when: (roles) => roles.has('personal_values'),
        type: 'values',
        of: ['personal_values'],
        usual: ecological,
      },
      {
        name: 'orders',
        label: {
          en: 'Or so many organic orders in a year',
          'pt-BR': 'Ou tantos pedidos orgânicos em um ano',
        },
        when: (roles) => roles.has('bought_organic'),
        type: 'number',
        unit: 'times',
        default: 3,
        least: 1,
        most: 1_000,
        suggest: {
          quantile: 0.85,
          of: (roles) => ({ of: 'measure', did: organicOrders(roles, 1) }),
        },
      },
    ],
    condition({ roles, values, number }) {
      const stated = fieldIsOneOf(roles, 'personal_values', values('values'))
      const bought = roles.has('bought_organic') ? [organicOrders(roles, number('orders'))] : []
      return stated.length + bought.length === 0 ? undefined : any(...stated, ...bought)
    },
  },
  answered({
    id: 'socially-responsible',
    model: 'psychographic',
    role: 'personal_values',
    label: { en: 'Values that say so', 'pt-BR': 'Valores que dizem isso' },
    usual: fair,
    name: { en: 'Socially responsible', 'pt-BR': 'Socialmente responsáveis' },
    purpose: {
      en: 'Find those who ask how people and animals fare in the making.',
      'pt-BR': 'Encontrar quem pergunta como pessoas e animais ficam na produção.',
    },
    action: {
      en: 'Tell of wages, producers and partners, and let them take part.',
      'pt-BR': 'Fale de remuneração, produtores e parceiros, e deixe que participem.',
    },
    draft: {
      en: '“One real of each bag goes to the school of the village”: vote for the next project.',
      'pt-BR': '“Um real de cada pacote vai para a escola da vila”: vote no próximo projeto.',
    },
  }),
  {
    id: 'adventurer',
    model: 'psychographic',
    name: { en: 'Adventurers', 'pt-BR': 'Aventureiros' },
    purpose: {
      en: 'Find those who are on the move and like to try what they do not know.',
      'pt-BR': 'Encontrar quem está em movimento e gosta de provar o desconhecido.',
    },
    action: {
      en: 'Offer what travels well, tastings, and places rather than products.',
      'pt-BR': 'Ofereça o que viaja bem, degustações, e lugares mais que produtos.',
    },
    draft: {
      en: '“Take it up the mountain”: the small brewer and a blend for the thermos.',
      'pt-BR': '“Leve para a montanha”: o coador pequeno e um blend para a garrafa térmica.',
    },
    needs: [['interests', 'lifestyle', 'viewed_category']],
    uses: ['product_viewed'],
    parameters: [
      {
        name: 'interests',
        label: { en: 'Interests that say so', 'pt-BR': 'Interesses que dizem isso' },
        when: (roles) => roles.has('interests'),
        type: 'values',
        of: ['interests'],
        usual: adventurous,
      },
      {
        name: 'lifestyles',
        label: { en: 'Lifestyles that say so', 'pt-BR': 'Estilos de vida que dizem isso' },
        when: (roles) => roles.has('lifestyle'),
        type: 'values',
        of: ['lifestyle'],
        usual: adventurous,
      },
      {
        name: 'categories',
        label: {
          en: 'Or so many different categories viewed in half a year',
          'pt-BR': 'Ou tantas categorias diferentes vistas em meio ano',
        },
        when: (roles) => roles.has('viewed_category'),
        type: 'number',
        unit: 'things',
        default: 5,
        least: 2,
        most: 1_000,
        suggest: {
          quantile: 0.97,
          of: (roles) => ({ of: 'measure', did: categoriesViewed(roles, 1) }),
        },
      },
    ],
    condition({ roles, values, number }) {
      const said = [
        ...fieldIsOneOf(roles, 'interests', values('interests')),
        ...fieldIsOneOf(roles, 'lifestyle', values('lifestyles')),
      ]
      const seen = roles.has('viewed_category')
        ? [categoriesViewed(roles, number('categories'))]
        : []
      return said.length + seen.length === 0 ? undefined : any(...said, ...seen)
    },
  },
]
