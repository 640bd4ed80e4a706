import { answered } from './answered.ts'
import { all, atLeast, field, fieldIsOneOf, fieldName, firstOf, not } from './saying.ts'
import type { RoleName } from './roles.ts'
import type { Distribution, Roles, Template } from './template.ts'

const isNumber = (roles: Roles, role: 'income' | 'children'): boolean => {
  const mapped = roles.get(role)
  return mapped?.kind === 'field' && ['integer', 'decimal', 'money'].includes(mapped.type)
}

function keptIn(roles: Roles, role: RoleName): Distribution {
  return { of: 'field', field: fieldName(roles, role) }
}

const places = ['state', 'city', 'country'] as const

/** Who they are. */
export const demographic: readonly Template[] = [
  {
    id: 'age',
    model: 'demographic',
    name: { en: 'Age', 'pt-BR': 'Idade' },
    purpose: {
      en: 'Speak to one generation at a time: taste, budget and tone change with age.',
      'pt-BR': 'Falar com uma geração por vez: gosto, orçamento e tom mudam com a idade.',
    },
    action: {
      en: 'Choose pictures, examples and products of their age, and leave the rest to others.',
      'pt-BR':
        'Escolha imagens, exemplos e produtos da idade deles e deixe o resto para os outros.',
    },
    draft: {
      en: '“What people your age brew on Sunday mornings”: three products and why.',
      'pt-BR': '“O que a sua geração prepara no domingo de manhã”: três produtos e o porquê.',
    },
    needs: [['birth_date']],
    ordered: ['from', 'to'],
    parameters: [
      {
        name: 'from',
        label: { en: 'From this age', 'pt-BR': 'A partir desta idade' },
        type: 'number',
        unit: 'years',
        default: 25,
        least: 0,
        most: 120,
        suggest: { quantile: 0.25, of: (roles) => keptIn(roles, 'birth_date') },
      },
      {
        name: 'to',
        label: { en: 'Up to this age, included', 'pt-BR': 'Até esta idade, inclusive' },
        type: 'number',
        unit: 'years',
        default: 34,
        least: 0,
        most: 120,
        suggest: { quantile: 0.5, of: (roles) => keptIn(roles, 'birth_date') },
      },
    ],
    condition: ({ roles, number }) =>
      all(
        field(roles, 'birth_date', { op: 'moreThanAgo', n: number('from'), unit: 'years' }),
        not(field(roles, 'birth_date', { op: 'moreThanAgo', n: number('to') + 1, unit: 'years' })),
      ),
  },
  answered({
    id: 'gender',
    model: 'demographic',
    role: 'gender',
    label: { en: 'Genders', 'pt-BR': 'Gêneros' },
    frequent: { take: 1 },
    name: { en: 'Gender', 'pt-BR': 'Gênero' },
    purpose: {
      en: 'Show what fits, where gender really changes what somebody looks for.',
      'pt-BR': 'Mostrar o que combina, quando o gênero muda mesmo o que se procura.',
    },
    action: {
      en: 'Use it for selection and pictures, never to leave anybody out of an offer.',
      'pt-BR': 'Use na seleção e nas imagens, nunca para deixar alguém fora de uma oferta.',
    },
    draft: {
      en: 'A selection for Mother’s or Father’s Day, with the gifts that others like her chose.',
      'pt-BR': 'Uma seleção para o Dia das Mães ou dos Pais, com o que outros como ela escolheram.',
    },
  }),
  answered({
    id: 'occupation',
    model: 'demographic',
    role: 'occupation',
    label: { en: 'Occupations', 'pt-BR': 'Ocupações' },
    frequent: { take: 2 },
    name: { en: 'Occupation', 'pt-BR': 'Ocupação' },
    purpose: {
      en: 'Reach people by how they spend their day: teachers, students, those at the office.',
      'pt-BR':
        'Alcançar pessoas por como passam o dia: professores, estudantes, quem está no escritório.',
    },
    action: {
      en: 'Send at the hours that suit their work, with what helps in it.',
      'pt-BR': 'Envie nos horários que combinam com o trabalho, com o que ajuda nele.',
    },
    draft: {
      en: 'A discount for the profession in its week (Teachers’ Day, exam weeks).',
      'pt-BR': 'Um desconto para a profissão na sua data (Dia do Professor, semana de provas).',
    },
  }),
  answered({
    id: 'marital-status',
    model: 'demographic',
    role: 'marital_status',
    label: { en: 'Marital statuses', 'pt-BR': 'Estados civis' },
    usual: ['married', 'casado', 'casada'],
    frequent: { take: 1 },
    name: { en: 'Marital status', 'pt-BR': 'Estado civil' },
    purpose: {
      en: 'Tell those who buy for two from those who buy for one.',
      'pt-BR': 'Separar quem compra para dois de quem compra para um.',
    },
    action: {
      en: 'Offer sizes and sets for two, or for one, and gifts in time for wedding dates.',
      'pt-BR': 'Ofereça tamanhos e conjuntos para dois, ou para um, e presentes perto das datas.',
    },
    draft: {
      en: '“A breakfast for two” on Valentine’s Day, delivered the day before.',
      'pt-BR': '“Um café da manhã para dois” no Dia dos Namorados, entregue na véspera.',
    },
  }),
  {
    id: 'location',
    model: 'demographic',
    name: { en: 'Location', 'pt-BR': 'Localização' },
    purpose: {
      en: 'Say what is true of a place: delivery times, a shop nearby, the weather, a holiday.',
      'pt-BR': 'Dizer o que vale para um lugar: prazo de entrega, loja próxima, clima, feriado.',
    },
    action: {
      en: 'Promote quick or free delivery there, and invite people to what happens nearby.',
      'pt-BR': 'Divulgue entrega rápida ou grátis ali e convide para o que acontece por perto.',
    },
    draft: {
      en: '“Ordered today, with you tomorrow”: free delivery in their state this week.',
      'pt-BR': '“Pediu hoje, chega amanhã”: frete grátis no estado deles nesta semana.',
    },
    needs: [places],
    parameters: [
      {
        name: 'places',
        label: { en: 'Places', 'pt-BR': 'Lugares' },
        type: 'values',
        of: places,
        frequent: { take: 1 },
      },
    ],
    condition({ roles, values }) {
      const role = firstOf(roles, places)
      return role === undefined ? undefined : fieldIsOneOf(roles, role, values('places'))[0]
    },
  },
  {
    id: 'income',
    model: 'demographic',
    name: { en: 'Income', 'pt-BR': 'Renda' },
    purpose: {
      en: 'Fit price and range to what people can spend.',
      'pt-BR': 'Ajustar preço e sortimento ao que as pessoas podem gastar.',
    },
    action: {
      en: 'Show the higher range to some and the best value to others; keep prices the same for all.',
      'pt-BR':
        'Mostre a linha superior a uns e o melhor custo a outros; mantenha os preços iguais para todos.',
    },
    draft: {
      en: 'A preview of the limited edition, before it is announced.',
      'pt-BR': 'Uma prévia da edição limitada, antes do anúncio.',
    },
    needs: [['income']],
    parameters: [
      {
        name: 'bands',
        label: { en: 'Bands', 'pt-BR': 'Faixas' },
        when: (roles) => !isNumber(roles, 'income'),
        type: 'values',
        of: ['income'],
        frequent: { take: 1 },
      },
      {
        name: 'from',
        label: { en: 'From this income', 'pt-BR': 'A partir desta renda' },
        when: (roles) => isNumber(roles, 'income'),
        type: 'number',
        unit: 'money',
        default: 5_000,
        least: 0,
        most: 1_000_000_000,
        suggest: { quantile: 0.75, of: (roles) => keptIn(roles, 'income') },
      },
    ],
    condition: ({ roles, values, number }) =>
      isNumber(roles, 'income')
        ? field(roles, 'income', atLeast(number('from')))
        : fieldIsOneOf(roles, 'income', values('bands'))[0],
  },
  answered({
    id: 'education',
    model: 'demographic',
    role: 'education',
    label: { en: 'Levels of education', 'pt-BR': 'Níveis de escolaridade' },
    usual: [
      'postgraduate',
      'graduate',
      'master',
      'doctor',
      'pos-graduacao',
      'superior',
      'mestrado',
      'doutorado',
    ],
    frequent: { take: 1 },
    name: { en: 'Education', 'pt-BR': 'Escolaridade' },
    purpose: {
      en: 'Choose how deep an explanation goes.',
      'pt-BR': 'Escolher até onde vai uma explicação.',
    },
    action: {
      en: 'Send the long article to those who like to read, the short film to the others.',
      'pt-BR': 'Envie o artigo longo a quem gosta de ler, o vídeo curto aos demais.',
    },
    draft: {
      en: 'A course with a certificate, at the price for students.',
      'pt-BR': 'Um curso com certificado, com preço de estudante.',
    },
  }),
  {
    id: 'household',
    model: 'demographic',
    name: { en: 'Family and household', 'pt-BR': 'Família e domicílio' },
    purpose: {
      en: 'Find those who buy for a family, in larger sizes and more often.',
      'pt-BR': 'Encontrar quem compra para a família, em tamanhos maiores e mais vezes.',
    },
    action: {
      en: 'Offer family sizes, a subscription, and what children may have too.',
      'pt-BR': 'Ofereça tamanho família, assinatura e o que as crianças também podem ter.',
    },
    draft: {
      en: '“Enough for everybody at the table”: the larger bag for less a kilo.',
      'pt-BR': '“Para a mesa inteira”: o pacote maior por menos o quilo.',
    },
    needs: [['children', 'household']],
    parameters: [
      {
        name: 'children',
        label: { en: 'At least so many children', 'pt-BR': 'Pelo menos tantos filhos' },
        when: (roles) => isNumber(roles, 'children'),
        type: 'number',
        unit: 'things',
        default: 1,
        least: 1,
        most: 20,
      },
      {
        name: 'people',
        label: { en: 'At least so many people', 'pt-BR': 'Pelo menos tantas pessoas' },
        when: (roles) => !roles.has('children'),
        type: 'number',
        unit: 'things',
        default: 3,
        least: 1,
        most: 30,
      },
    ],
    condition({ roles, number }) {
      if (!roles.has('children')) return field(roles, 'household', atLeast(number('people')))
      const has = isNumber(roles, 'children')
        ? atLeast(number('children'))
        : ({ op: 'is', value: true } as const)
      return field(roles, 'children', has)
    },
  },
  {
    id: 'birthday-month',
    model: 'demographic',
    name: { en: 'Birthday month', 'pt-BR': 'Aniversariantes do mês' },
    purpose: {
      en: 'Be there in the month of somebody’s birthday.',
      'pt-BR': 'Estar presente no mês do aniversário.',
    },
    action: {
      en: 'Give a present that is valid the whole month; who has passed leaves by itself.',
      'pt-BR': 'Dê um presente que valha o mês inteiro; quem já passou sai sozinho.',
    },
    draft: {
      en: '“The coffee is on us”: a free bag with any order until the end of the month.',
      'pt-BR': '“O café é por nossa conta”: um pacote grátis em qualquer pedido até o fim do mês.',
    },
    needs: [['birth_date']],
    parameters: [
      {
        name: 'month',
        label: { en: 'Which month', 'pt-BR': 'Qual mês' },
        type: 'choice',
        choices: [
          { value: 'this', label: { en: 'this month', 'pt-BR': 'este mês' } },
          { value: 'next', label: { en: 'next month', 'pt-BR': 'o mês que vem' } },
        ],
        default: 'this',
      },
    ],
    condition: ({ roles, choice }) =>
      field(roles, 'birth_date', {
        op: 'anniversary',
        in: {
          type: 'calendar',
          which: choice('month') === 'next' ? 'next' : 'this',
          unit: 'month',
        },
      }),
  },
  {
    id: 'life-events',
    model: 'demographic',
    name: { en: 'Life events', 'pt-BR': 'Momentos de vida' },
    purpose: {
      en: 'Notice a move, a wedding, a child or a new job: habits are made anew then.',
      'pt-BR': 'Notar mudança, casamento, filho ou emprego novo: é quando os hábitos se refazem.',
    },
    action: {
      en: 'Congratulate, help with what has changed, and do not sell in the first message.',
      'pt-BR': 'Dê os parabéns, ajude no que mudou e não venda na primeira mensagem.',
    },
    draft: {
      en: '“Welcome home”: a starter set for the new kitchen.',
      'pt-BR': '“Bem-vindo à casa nova”: um kit para começar a cozinha.',
    },
    needs: [['life_event_date', 'life_event']],
    parameters: [
      {
        name: 'days',
        label: { en: 'In so many days', 'pt-BR': 'Em tantos dias' },
        when: (roles) => roles.has('life_event_date'),
        type: 'number',
        unit: 'days',
        default: 90,
        least: 1,
        most: 3_650,
      },
      {
        name: 'events',
        label: { en: 'Only these; all when empty', 'pt-BR': 'Só estes; todos se vazio' },
        when: (roles) => roles.has('life_event'),
        type: 'values',
        of: ['life_event'],
      },
    ],
    condition({ roles, number, values }) {
      const which = fieldIsOneOf(roles, 'life_event', values('events'))
      if (!roles.has('life_event_date')) {
        return which[0] ?? field(roles, 'life_event', { op: 'exists' })
      }
      const within = { op: 'inLast', n: number('days'), unit: 'days' } as const
      const lately = field(roles, 'life_event_date', within)
      return all(lately, ...which)
    },
  },
]
