import { plainField, type Field } from './field.ts'

/** The id of the field that every phone number is of, where nothing else is said. */
export const phoneField = 3

/**
 * The fields that every shop has from the start. Their ids are fixed for ever; a shop's own begin at
 * {@link firstOwnFieldId}. `age` is no field here: it follows from birth_date.
 * City, state, country and language are plain text: what stands in them is the shop's own spelling.
 */
export const builtInFields: readonly Field[] = [
  builtIn(1, 'name', 'Name', { searchable: true, identifying: true }),
  builtIn(2, 'email', 'E-mail', { type: 'email', searchable: true, identifying: true }),
  builtIn(phoneField, 'phone', 'Phone', { type: 'phone', searchable: true, identifying: true }),
  builtIn(4, 'birth_date', 'Birth date', { type: 'date' }),
  builtIn(5, 'gender', 'Gender'),
  builtIn(6, 'city', 'City', { searchable: true }),
  builtIn(7, 'state', 'State'),
  builtIn(8, 'country', 'Country'),
  builtIn(9, 'language', 'Language'),
]

export const firstOwnFieldId = 101

function builtIn(id: number, name: string, label: string, differs: Partial<Field> = {}): Field {
  return {
    ...plainField,
    id,
    name,
    label,
    type: 'text',
    filterable: true,
    builtIn: true,
    ...differs,
  }
}
