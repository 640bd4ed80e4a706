import type { Chance } from './chance.ts'
import {
  answers,
  firstNames,
  interests,
  lastNames,
  lifestyles,
  painPoints,
  personalValues,
  places,
  software,
} from './people.ts'
import type { Persona } from './personas.ts'

/** One customer as a shop's systems would send her. */
export type DemoCustomer = {
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  /** By field name, as people write them: dirty now and then. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Draws who somebody is. `year` is the year in which the shop's story ends. */
export function drawPerson(
  chance: Chance,
  persona: Persona,
  index: number,
  year: number,
): DemoCustomer {
  const gender = chance.weighted([
    ['female', 54],
    ['male', 43],
    ['other', 3],
  ] as const)
  const first = chance.pick(
    gender === 'other' ? [...firstNames.female, ...firstNames.male] : firstNames[gender],
  )
  const last = chance.pick(lastNames)
  const [city, state, country] = chance.weighted(places.map((place) => [place, place[3]] as const))
  const email = `${plain(first)}.${plain(last)}.${index}@example.com`
  const age = chance.whole(18, 74)
  return {
    identifiers: [
      { kind: 'user_id', value: `c-${index}` },
      { kind: 'email', value: email },
    ],
    fields: {
      name: `${first} ${last}`,
      email: chance.yes(0.03) ? ` ${email.toUpperCase()} ` : email,
      ...(chance.yes(0.8) ? { phone: phone(chance) } : {}),
      ...(chance.yes(0.85) ? { birth_date: birthDate(chance, year - age) } : {}),
      gender,
      city: chance.yes(0.04) ? plain(city) : city,
      state,
      country,
      language: country === 'BR' || country === 'PT' ? 'pt' : country === 'US' ? 'en' : 'es',
      ...demography(chance, age),
      ...psychography(chance, persona),
      reseller: persona.name === 'reseller',
    },
  }
}

/** The same person registered a second time: another id and address, the name with a slip. */
export function drawDuplicate(chance: Chance, of: DemoCustomer, index: number): DemoCustomer {
  const name = String(of.fields['name'])
  const at = chance.whole(1, name.length - 2)
  return {
    identifiers: [{ kind: 'user_id', value: `c-${index}` }],
    fields: {
      ...of.fields,
      name: chance.yes(0.5) ? plain(name) : name.slice(0, at) + name.slice(at + 1),
      email: `${plain(name).replaceAll(' ', '')}${index}@example.org`,
    },
  }
}

function demography(chance: Chance, age: number): Record<string, unknown> {
  const children =
    age < 24
      ? 0
      : chance.weighted([
          [0, 45],
          [1, 25],
          [2, 22],
          [3, 8],
        ] as const)
  return {
    occupation: age > 66 ? 'retired' : chance.weighted(answers.occupation),
    marital_status: chance.weighted(answers.marital_status),
    income_band: chance.weighted(answers.income_band),
    education: chance.weighted(answers.education),
    children,
    household: 1 + children + (chance.yes(0.6) ? 1 : 0),
  }
}

/** What she told the shop about herself; about a third never answered. */
function psychography(chance: Chance, persona: Persona): Record<string, unknown> {
  if (chance.yes(0.35)) return {}
  const roast =
    persona.taste[0]?.[0] === 'CAF-001'
      ? 'dark'
      : persona.taste[0]?.[0] === 'CAF-009'
        ? 'light'
        : 'medium'
  return {
    roast_preference: chance.yes(0.8) ? roast : chance.pick(['light', 'medium', 'dark']),
    interests: chance.some(interests, 1, 4),
    personal_values: chance.some(personalValues, 1, 3),
    lifestyle: chance.some(lifestyles, 1, 3),
    pain_points: chance.some(painPoints, 1, 2),
  }
}

/** What some told of themselves in a quiz of the last two years, which ends with the story. */
export function drawAnswers(chance: Chance, until: number): Record<string, unknown> {
  const ago = chance.whole(1, 730) * 86_400_000
  return {
    ...(chance.yes(0.14)
      ? {
          life_event: chance.weighted(answers.life_event),
          life_event_date: new Date(until - ago).toISOString().slice(0, 10),
        }
      : {}),
    ...(chance.yes(0.4) ? { software: chance.some(software, 1, 2) } : {}),
    ...(chance.yes(0.6) ? { proficiency: chance.weighted(answers.proficiency) } : {}),
  }
}

function phone(chance: Chance): string {
  const number = `9${chance.whole(1000, 9999)}-${chance.whole(1000, 9999)}`
  const area = chance.pick(['11', '21', '31', '41', '51', '71', '81'])
  return chance.weighted([
    [`(${area}) ${number}`, 80],
    [`+55 ${area} ${number}`, 17],
    [number, 3],
  ])
}

/** About one in a hundred is impossible, as it is in every shop. */
function birthDate(chance: Chance, year: number): string {
  if (chance.yes(0.01)) return '1900-01-01'
  return `${year}-${two(chance.whole(1, 12))}-${two(chance.whole(1, 28))}`
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f’]/g, '')
    .toLowerCase()
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
