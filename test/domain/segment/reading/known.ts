import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import type { Field, FieldType } from '../../../../src/domain/customer/field.ts'
import { plainField } from '../../../../src/domain/customer/field.ts'
import { referenceFields } from '../../../../src/domain/reference/builtin.ts'
import { bySpoken } from '../../../../src/domain/segment/related.ts'
import type { Known } from '../../../../src/domain/segment/reading/describe.ts'
import { namesOf } from '../../../../src/domain/segment/text/names.ts'
import { utc } from '../../../../src/domain/time/zone.ts'

/** A shop with some fields of its own, labelled in Portuguese, two segments and a list. */
export const shop: Known = known([
  ...builtInFields,
  own(101, 'spent', 'Total gasto', 'money'),
  own(102, 'vip', 'Cliente VIP', 'boolean'),
  own(103, 'interests', 'Interesses', 'choices'),
  own(104, 'last_seen', 'Última visita', 'datetime'),
  own(105, 'children', 'Filhos', 'integer'),
  own(106, 'nps', 'NPS', 'decimal'),
  own(107, 'ship_to', 'País de entrega', 'country'),
  own(108, 'phone_2', 'Celular', 'phone'),
  own(109, 'quiz', 'É revendedor?', 'boolean'),
  own(110, 'code', 'Código', 'text'),
  own(112, 'home', 'Casa', 'location'),
  own(111, 'share', 'Participação', 'percent'),
  ...referenceFields,
  { ...own(121, 'organic', 'Orgânico', 'boolean'), of: 'product' },
  { ...own(122, 'roast', 'Torra', 'choice'), of: 'product' },
  { ...own(131, 'population', 'População', 'integer'), of: 'place' },
  { ...own(132, 'region', 'Região', 'text'), of: 'place' },
  { ...own(123, 'harvest', 'Colheita', 'date'), of: 'product' },
])

export function known(fields: readonly Field[]): Known {
  return {
    names: namesOf(
      new Map([
        [1, 'VIP'],
        [2, 'Revendedores'],
      ]),
      new Map([[1, 'Clube de degustação']]),
    ),
    fields: bySpoken(fields.filter(({ of }) => of !== 'product')),
    products: bySpoken(fields.filter(({ of }) => of === 'product')),
    values: { zone: utc, country: 'BR', currency: 'BRL' },
  }
}

export function own(id: number, name: string, label: string, type: FieldType): Field {
  return { ...plainField, id, name, label, type }
}
