import { describe, expect, it } from 'vitest'
import type { FieldType } from '../../../../src/domain/customer/field.ts'
import { orRefuse } from '../../../../src/domain/failure.ts'
import { zoneOf } from '../../../../src/domain/time/zone.ts'
import { valueReader } from '../../../../src/work/intake/files/cells.ts'

const zone = orRefuse(zoneOf('UTC'))
const read = (type: FieldType, ...cells: readonly string[]) =>
  cells.map(valueReader({ decimal: ',', dates: 'dmy' }, { type }, zone))

describe('a cell', () => {
  it('in which a sign stands for nothing has no value, where it could be none', () => {
    const signs = ['-', ' — ', 'n/a', '#N/D', 'não tem', 'NULL']
    for (const type of ['money', 'date', 'email', 'phone', 'cpf', 'boolean'] as const) {
      expect([type, ...read(type, ...signs)]).toEqual([type, ...signs.map(() => '')])
    }
    for (const type of ['text', 'choice', 'country'] as const) {
      expect([type, ...read(type, ...signs)]).toEqual([type, ...signs])
    }
  })

  it('that says something wrong is left for its type to refuse', () => {
    expect(read('email', 'ana(at)exemplo', 'xxx@x')).toEqual(['ana(at)exemplo', 'xxx@x'])
    expect(read('money', '-5,00', 'dez', '- 7')).toEqual(['-5', 'dez', '-7'])
  })
})
