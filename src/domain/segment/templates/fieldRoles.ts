import type { ValueType } from '../../customer/field.ts'
import type { Words } from './template.ts'

type FieldRole = {
  readonly kind: 'field'
  readonly types: readonly ValueType[]
  readonly name: Words
  readonly get: Words
  readonly aliases: readonly string[]
}

const answers = ['choice', 'text', 'list'] as const
const numbers = ['integer', 'decimal', 'money'] as const

const asked: Words = {
  en: 'Ask for it on the sign-up form or in a short quiz, or import it from the system that has it.',
  'pt-BR': 'Pergunte no cadastro ou em um questionário curto, ou importe do sistema em que está.',
}
const ordered: Words = {
  en: 'It comes with the delivery address: import it from your orders or your customer base.',
  'pt-BR': 'Vem com o endereço de entrega: importe dos pedidos ou do cadastro de clientes.',
}

function field(
  types: readonly ValueType[],
  name: Words,
  aliases: string,
  get: Words = asked,
): FieldRole {
  return { kind: 'field', types, name, get, aliases: aliases.split(' ') }
}

/** What a shop may keep of its customers. */
export const fieldRoles = {
  birth_date: field(
    ['date'],
    { en: 'Birth date', 'pt-BR': 'Data de nascimento' },
    'birthdate birthday dateofbirth dob nascimento datadenascimento datanascimento dtnascimento dtnasc aniversario',
    {
      en: 'Ask for it at sign-up, and say what for: a gift in the birthday month is reason enough.',
      'pt-BR':
        'Peça no cadastro e diga para quê: um presente no mês do aniversário é motivo suficiente.',
    },
  ),
  gender: field(answers, { en: 'Gender', 'pt-BR': 'Gênero' }, 'gender genero sexo sex'),
  occupation: field(
    answers,
    { en: 'Occupation', 'pt-BR': 'Ocupação' },
    'occupation profession jobtitle job ocupacao profissao cargo',
  ),
  marital_status: field(
    answers,
    { en: 'Marital status', 'pt-BR': 'Estado civil' },
    'maritalstatus civilstatus estadocivil',
  ),
  income: field(
    [...answers, ...numbers],
    { en: 'Income', 'pt-BR': 'Renda' },
    'income incomeband incomerange monthlyincome salary renda rendamensal faixaderenda rendafamiliar salario',
    {
      en: 'Ask in bands rather than in amounts, and optionally; or import a table of incomes by postal code.',
      'pt-BR':
        'Pergunte em faixas, não em valores, e sem obrigar; ou importe uma tabela de renda por CEP.',
    },
  ),
  education: field(
    answers,
    { en: 'Education', 'pt-BR': 'Escolaridade' },
    'education educationlevel schooling degree escolaridade formacao grauinstrucao graudeinstrucao',
  ),
  children: field(
    ['integer', 'decimal', 'boolean'],
    { en: 'Children', 'pt-BR': 'Filhos' },
    'children numberofchildren kids haschildren filhos quantosfilhos numerodefilhos temfilhos',
  ),
  household: field(
    ['integer', 'decimal'],
    { en: 'People in the household', 'pt-BR': 'Pessoas na casa' },
    'household householdsize peopleathome moradores pessoasnacasa pessoasemcasa tamanhodafamilia',
  ),
  state: field(
    ['text', 'choice'],
    { en: 'State', 'pt-BR': 'Estado' },
    'state province uf estado provincia siglauf',
    ordered,
  ),
  city: field(
    ['text', 'choice'],
    { en: 'City', 'pt-BR': 'Cidade' },
    'city town cidade municipio localidade',
    ordered,
  ),
  country: field(
    ['text', 'choice'],
    { en: 'Country', 'pt-BR': 'País' },
    'country pais countrycode codigodopais',
    ordered,
  ),
  language: field(
    ['text', 'choice'],
    { en: 'Language', 'pt-BR': 'Idioma' },
    'language preferredlanguage locale idioma lingua idiomapreferido',
    {
      en: 'Keep the language in which somebody uses the site, or ask for it in the preference centre.',
      'pt-BR': 'Guarde o idioma em que a pessoa usa o site, ou pergunte nas preferências.',
    },
  ),
  life_event: field(
    answers,
    { en: 'Life event', 'pt-BR': 'Momento de vida' },
    'lifeevent lifestage momentodevida eventodevida fasedavida',
    {
      en: 'Ask what is new in a customer’s life (“moved house?”), or let support note it.',
      'pt-BR':
        'Pergunte o que há de novo na vida da pessoa (“mudou de casa?”), ou anote no atendimento.',
    },
  ),
  life_event_date: field(
    ['date', 'datetime'],
    { en: 'Date of the life event', 'pt-BR': 'Data do momento de vida' },
    'lifeeventdate dateoflifeevent datadomomentodevida datadoeventodevida momentodevidadata',
    {
      en: 'Keep with the life event when it was: without a date it is soon no news.',
      'pt-BR': 'Guarde com o momento de vida a data: sem ela, logo deixa de ser novidade.',
    },
  ),
  interests: field(
    answers,
    { en: 'Interests', 'pt-BR': 'Interesses' },
    'interests interest hobbies hobby interesses interesse gostos preferencias',
  ),
  personal_values: field(
    answers,
    { en: 'Values', 'pt-BR': 'Valores' },
    'personalvalues values causes valorespessoais valores causas',
  ),
  lifestyle: field(
    answers,
    { en: 'Lifestyle', 'pt-BR': 'Estilo de vida' },
    'lifestyle lifestyles habits estilodevida habitos',
  ),
  pain_points: field(
    answers,
    { en: 'Pain points', 'pt-BR': 'Dores' },
    'painpoints painpoint problems complaints dores dor dificuldades problemas reclamacoes',
    {
      en: 'Ask who left a cart or wrote to support what was in the way, and note the answer.',
      'pt-BR':
        'Pergunte a quem deixou o carrinho ou falou com o atendimento o que atrapalhou, e anote.',
    },
  ),
  reseller: field(
    ['boolean'],
    { en: 'Reseller', 'pt-BR': 'Revendedor' },
    'reseller isreseller wholesale revendedor revendedora erevendedor revenda atacado atacadista lojista',
    {
      en: 'Ask at sign-up whether somebody buys to sell on, or import the list of your resellers.',
      'pt-BR':
        'Pergunte no cadastro se a pessoa compra para revender, ou importe a lista de revendedores.',
    },
  ),
  software: field(
    answers,
    { en: 'Software they use', 'pt-BR': 'Software que usam' },
    'software ownsoftware tools systems programs programas sistemas sistema ferramentas erp',
  ),
  proficiency: field(
    answers,
    { en: 'Proficiency', 'pt-BR': 'Nível de conhecimento' },
    'proficiency skill skilllevel techlevel expertise experience proficiencia conhecimento niveldeconhecimento experiencia',
  ),
} as const satisfies Readonly<Record<string, FieldRole>>
