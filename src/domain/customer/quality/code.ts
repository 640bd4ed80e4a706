import { valueType } from '../field.ts'
import type { FieldType } from '../field.ts'

/** Words in the languages of the house. */
export type Words = { readonly en: string; readonly pt: string }

/**
 * How bad it is: `invalid` is no value of the field as it stands now, `suspicious` is hardly true,
 * `style` is true and written in a way of its own, `hint` is about the field and not its values.
 */
export type Level = 'invalid' | 'suspicious' | 'style' | 'hint'

/** Everything that may be found about a field, the worst first. */
export const findingCodes = [
  'invalid',
  'not_a_choice',
  'leftover',
  'broken_letters',
  'odd_characters',
  'default_date',
  'before_1900',
  'too_old',
  'in_future',
  'first_of_january',
  'far_out',
  'negative',
  'made_up',
  'shared',
  'one_value',
  'email_typo',
  'email_inside',
  'digits_in_name',
  'unplaced_phone',
  'other_form',
  'mixed_styles',
  'spelling',
  'all_capitals',
  'all_small',
  'blanks',
  'all_same',
  'other_type',
] as const
export type FindingCode = (typeof findingCodes)[number]

type About = { readonly level: Level; readonly says: Words; readonly mend?: Words }

const clears: Words = { en: 'take the value away', pt: 'apagar o valor' }
const unifies: Words = {
  en: 'write all as most are written',
  pt: 'escrever todos como a maioria está escrita',
}
const titles: Words = {
  en: 'write with capitals where names have them',
  pt: 'escrever com maiúsculas só onde nomes as têm',
}

/** What each of them says, and what mends it where something does. */
export const findings: Readonly<Record<FindingCode, About>> = {
  invalid: {
    level: 'invalid',
    says: { en: 'is no value of this type', pt: 'não é um valor deste tipo' },
    mend: clears,
  },
  not_a_choice: {
    level: 'invalid',
    says: { en: 'is not among the choices', pt: 'não está entre as opções' },
    mend: {
      en: 'replace by the nearest choice, or take it away where none is near',
      pt: 'trocar pela opção mais próxima, ou apagar onde não há',
    },
  },
  leftover: {
    level: 'suspicious',
    says: {
      en: 'stands where there is no value (n/a, -, test)',
      pt: 'ocupa o lugar de um valor que não há (n/a, -, teste)',
    },
    mend: clears,
  },
  broken_letters: {
    level: 'suspicious',
    says: {
      en: 'was read in the wrong encoding (SÃ£o for São)',
      pt: 'foi lido na codificação errada (SÃ£o em vez de São)',
    },
    mend: { en: 'read the letters as they were meant', pt: 'ler as letras como eram' },
  },
  odd_characters: {
    level: 'suspicious',
    says: {
      en: 'has control characters or others that nobody sees',
      pt: 'tem caracteres de controle ou invisíveis',
    },
    mend: { en: 'take those characters out', pt: 'retirar esses caracteres' },
  },
  default_date: {
    level: 'suspicious',
    says: {
      en: 'is a date that programs write where they know none',
      pt: 'é uma data que programas escrevem quando não sabem nenhuma',
    },
    mend: clears,
  },
  before_1900: {
    level: 'suspicious',
    says: { en: 'is before 1900', pt: 'é anterior a 1900' },
    mend: clears,
  },
  too_old: {
    level: 'suspicious',
    says: { en: 'makes an age that nobody has', pt: 'dá uma idade que ninguém tem' },
    mend: clears,
  },
  in_future: {
    level: 'suspicious',
    says: { en: 'is in the future', pt: 'está no futuro' },
    mend: clears,
  },
  first_of_january: {
    level: 'suspicious',
    says: {
      en: 'is the first of January, far more often than one day of the year is',
      pt: 'é primeiro de janeiro, bem mais vezes do que um dia do ano costuma ser',
    },
  },
  far_out: {
    level: 'suspicious',
    says: { en: 'is far out of what the others are', pt: 'está muito longe dos demais' },
    mend: clears,
  },
  negative: {
    level: 'suspicious',
    says: {
      en: 'is negative where the others are not',
      pt: 'é negativo onde os demais não são',
    },
    mend: clears,
  },
  made_up: {
    level: 'suspicious',
    says: { en: 'is a number that was made up', pt: 'é um número inventado' },
    mend: clears,
  },
  shared: {
    level: 'suspicious',
    says: {
      en: 'is the same for more than five customers',
      pt: 'é o mesmo para mais de cinco clientes',
    },
    mend: clears,
  },
  one_value: {
    level: 'suspicious',
    says: {
      en: 'is one value with far more than its share',
      pt: 'é um só valor, muito mais frequente que os demais',
    },
    mend: clears,
  },
  email_typo: {
    level: 'suspicious',
    says: {
      en: 'is an e-mail at a mistyped provider',
      pt: 'é um e-mail com o provedor digitado errado',
    },
    mend: { en: 'correct the provider', pt: 'corrigir o provedor' },
  },
  email_inside: {
    level: 'suspicious',
    says: {
      en: 'has an e-mail in it, in a field of something else',
      pt: 'tem um e-mail, num campo de outra coisa',
    },
  },
  digits_in_name: {
    level: 'suspicious',
    says: { en: 'is a name with digits', pt: 'é um nome com dígitos' },
  },
  unplaced_phone: {
    level: 'suspicious',
    says: {
      en: 'is a phone of no known area or country',
      pt: 'é um telefone sem DDD ou país conhecido',
    },
  },
  other_form: {
    level: 'style',
    says: {
      en: 'is kept in another form than this type has now',
      pt: 'está guardado em outra forma que a deste tipo',
    },
    mend: { en: 'bring into that form', pt: 'trazer a essa forma' },
  },
  mixed_styles: {
    level: 'style',
    says: {
      en: 'says in other words what others say otherwise (SP and São Paulo)',
      pt: 'diz com outras palavras o que os demais dizem (SP e São Paulo)',
    },
    mend: { en: 'say the same in one way', pt: 'dizer o mesmo de um só jeito' },
  },
  spelling: {
    level: 'style',
    says: {
      en: 'differs from a more frequent spelling by capitals, accents or blanks only',
      pt: 'difere de uma grafia mais frequente só por maiúsculas, acentos ou espaços',
    },
    mend: unifies,
  },
  all_capitals: {
    level: 'style',
    says: { en: 'is all in capitals', pt: 'está todo em maiúsculas' },
    mend: titles,
  },
  all_small: {
    level: 'style',
    says: { en: 'is all in small letters', pt: 'está todo em minúsculas' },
    mend: titles,
  },
  blanks: {
    level: 'style',
    says: { en: 'has blanks that are too many', pt: 'tem espaços a mais' },
    mend: { en: 'leave one blank between words', pt: 'deixar um espaço entre palavras' },
  },
  all_same: {
    level: 'hint',
    says: {
      en: 'is the same for everybody: the field says nothing',
      pt: 'é igual para todos: o campo não diz nada',
    },
  },
  other_type: {
    level: 'hint',
    says: {
      en: 'is text that is nearly always of another type: change the type of the field',
      pt: 'é texto que é quase sempre de outro tipo: mude o tipo do campo',
    },
  },
}

/** Whether values of that type are one text each. */
export function isText(type: FieldType): boolean {
  return valueType(type) === 'text' || valueType(type) === 'choice'
}
