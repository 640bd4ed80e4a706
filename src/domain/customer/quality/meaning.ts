import { fold } from '../../fold.ts'
import { valueType, type Field } from '../field.ts'

/** What a field is about, beyond its type: what may be expected of its values. */
export type Meaning = 'name' | 'place' | 'birth' | 'age' | 'other'

/** By its type, or by its name in Portuguese or English. */
export function meaningOf({ name, label, type }: Pick<Field, 'name' | 'label' | 'type'>): Meaning {
  const words = [name, label].map((each) =>
    fold(each)
      .replaceAll(/[^a-z]+/g, ' ')
      .trim(),
  )
  const is = (form: RegExp) => words.some((each) => form.test(each))
  if (type === 'city') return 'place'
  const kept = valueType(type)
  if (kept === 'date' && is(birth)) return 'birth'
  if ((kept === 'integer' || kept === 'decimal') && is(age)) return 'age'
  if (type === 'text' && is(names)) return 'name'
  return type === 'text' && is(places) ? 'place' : 'other'
}

const birth = /\b(?:nascimento|nasc|aniversario|birth|birthday|birthdate|born|dob)\b/
const age = /^(?:idade|age)$/
const names =
  /^(?:(?:full|first|last|given|family|middle|customer) )?name$|^surname$|^(?:primeiro |ultimo )?(?:nome|sobrenome)(?: completo| d[ao] (?:cliente|mae|pai))?$/
const places =
  /\b(?:cidade|municipio|bairro|endereco|logradouro|rua|city|town|district|neighbou?rhood|street|address)\b/
