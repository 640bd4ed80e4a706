import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clue, ClueKind } from '../../../../src/domain/customer/duplicates/clue.ts'
import { normal } from '../../../../src/domain/customer/duplicates/clueText.ts'
import {
  comparerOf,
  describe as described,
  level,
} from '../../../../src/domain/customer/duplicates/compare.ts'
import { edits, jaroWinkler } from '../../../../src/domain/customer/duplicates/likeness.ts'
import { soundOf } from '../../../../src/domain/customer/duplicates/phonetics.ts'
import { fold } from '../../../../src/domain/fold.ts'

function clue(kind: ClueKind, name: string = kind): Clue {
  return { name, label: name, kind, personal: false, from: [] }
}

/** The level of two values of a clue, written as people write them. */
function compared(kind: ClueKind, one: string, other: string): number | undefined {
  const into = new Uint8Array(1)
  const [a, b] = [normal(kind, one), normal(kind, other)]
  comparerOf([clue(kind)])(described([a]), described([b]), into)
  return into[0]
}

const { same, close, alike, swapped, different, missing } = level

describe('names that are said alike sound alike', () => {
  test.each([
    ['Souza', 'Sousa'],
    ['Luiz', 'Luís'],
    ['Philippe', 'Felipe'],
    ['Kátia', 'Catia'],
    ['Thaís', 'Taís'],
    ['Walter', 'Valter'],
    ['Yara', 'Iara'],
    ['Gonçalves', 'Goncalves'],
    ['Conceição', 'Conceissão'],
    ['Mendonça', 'Mendonsa'],
    ['Jean', 'Gean'],
    ['Raphael', 'Rafael'],
    ['Helena', 'Elena'],
    ['Matheus', 'Mateus'],
    ['Marcos', 'Marcus'],
  ])('%s and %s', (one, other) => {
    expect(soundOf(fold(one))).toBe(soundOf(fold(other)))
  })

  test.each([
    ['Maria', 'Mario'],
    ['Silva', 'Costa'],
    ['Ana', 'Ina'],
    ['Paula', 'Carla'],
  ])('%s and %s do not', (one, other) => {
    expect(soundOf(fold(one))).not.toBe(soundOf(fold(other)))
  })
})

describe('likeness', () => {
  test.each([
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['', '', 0],
    ['abc', 'xyz', 0],
  ])('of %s and %s is as Winkler published', (one, other, wanted) => {
    expect(jaroWinkler(one, other)).toBeCloseTo(wanted, 2)
  })

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 12 })

  test('is the same both ways, at most 1, and 1 for the same', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const one = jaroWinkler(a, b)
        expect(one).toBeCloseTo(jaroWinkler(b, a), 12)
        expect(one).toBeLessThanOrEqual(1)
        expect(jaroWinkler(a, a)).toBe(a === '' ? 0 : 1)
      }),
    )
  })

  test('edits are those of the whole table', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 6 }), (a, b, most) => {
        expect(edits(a, b, most)).toBe(Math.min(most + 1, byTable(a, b)))
      }),
      { numRuns: 500 },
    )
  })
})

/** Optimal string alignment, as it is defined. */
function byTable(a: string, b: string): number {
  const table: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i])
  for (let j = 0; j <= b.length; j++) table[0]![j] = j
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(
        table[i - 1]![j]! + 1,
        table[i]![j - 1]! + 1,
        table[i - 1]![j - 1]! + cost,
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, table[i - 2]![j - 2]! + 1)
      }
      table[i]![j] = least
    }
  }
  return table[a.length]![b.length]!
}

describe('values agree', () => {
  test.each<[ClueKind, string, string, number]>([
    ['given', 'José', 'JOSE', same],
    ['given', 'Luís', 'Luiz', close],
    ['given', 'Maria Aparecida', 'Maria', alike],
    ['given', 'M', 'Maria', alike],
    ['given', 'Maria', 'Pedro', different],
    ['family', 'da Silva', 'Silva', same],
    ['family', 'Souza', 'Sousa', close],
    ['family', 'Souza Lima', 'Lima', alike],
    ['date', '1990-05-12', '12/05/1990', same],
    ['date', '1990-05-12', '1990-05-13', close],
    ['date', '1990-05-12', '1990-12-05', close],
    ['date', '1990-05-12', '1909-05-12', close],
    ['date', '1990-05-12', '1990-05-30', alike],
    ['date', '1990-05-12', '1978-11-01', different],
    ['phone', '+55 (81) 99999-1234', '81999991234', same],
    ['phone', '99999-1234', '99999-1243', close],
    ['phone', '99999-1234', '3222-8765', different],
    ['email', 'ana@gmail.com', 'ana@gmial.com', close],
    ['email', 'ana.souza@gmail.com', 'ana.souza@hotmail.com', close],
    ['email', 'Ana+loja@gmail.com', 'ana@gmail.com', same],
    ['email', 'ana.souza@gmail.com', 'anasouza@uol.com.br', alike],
    ['email', 'ana@gmail.com', 'pedro@gmail.com', different],
    ['code', '529.982.247-25', '52998224725', same],
    ['code', '52998224725', '52998224752', close],
    ['code', '52998224725', '11144477735', different],
    ['text', 'Av. Boa Viagem', 'avenida boa viagem', same],
    ['text', 'R. das Flores', 'Rua das Flores', same],
    ['text', 'Rua das Flores', 'Rua das Flôres', same],
    ['text', 'Rua das Flores', 'Rua das Florez', close],
    ['text', 'Rua Sete de Setembro', 'Setembro, Rua Sete de', alike],
    ['text', 'Rua das Flores', 'Avenida Recife', different],
    ['text', '', 'Avenida Recife', missing],
  ])('as a %s: %s and %s', (kind, one, other, wanted) => {
    expect(compared(kind, one, other)).toBe(wanted)
    expect(compared(kind, other, one)).toBe(wanted)
  })

  test('names in each other’s place are seen', () => {
    const into = new Uint8Array(2)
    const compare = comparerOf([clue('given'), clue('family')])
    compare(described(['maria', 'silva']), described(['silva', 'maria']), into)
    expect([...into]).toEqual([swapped, swapped])
    compare(described(['maria', 'silva']), described(['silva', '']), into)
    expect([...into]).toEqual([swapped, missing])
    compare(described(['maria', 'silva']), described(['silva', 'pedro']), into)
    expect([...into]).toEqual([different, different])
  })

  test('whatever somebody writes, and the same both ways', () => {
    const kinds: readonly ClueKind[] = ['given', 'family', 'date', 'email', 'phone', 'code', 'text']
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom("'; DROP TABLE customers --", '\u202e', '=1+1', 'a'.repeat(5_000), '  '),
    )
    fc.assert(
      fc.property(fc.constantFrom(...kinds), hostile, hostile, (kind, one, other) => {
        const there = compared(kind, one, other)
        expect(there).toBe(compared(kind, other, one))
        expect(compared(kind, one, one)).toBe(normal(kind, one) === '' ? missing : same)
      }),
      { numRuns: 1_000 },
    )
  })
})
