import type { AnyField } from './fieldShown.tsx'

export type FieldType = AnyField['type']

/** Every type, those that are wanted most first. */
export const typesByUse = [
  'text',
  'long_text',
  'choice',
  'choices',
  'boolean',
  'integer',
  'decimal',
  'money',
  'percent',
  'date',
  'datetime',
  'list',
  'email',
  'phone',
  'url',
  'country',
  'state',
  'city',
  'postal_code',
  'cep',
  'cpf',
  'cnpj',
  'cpf_cnpj',
  'language',
  'location',
] as const satisfies readonly FieldType[]
