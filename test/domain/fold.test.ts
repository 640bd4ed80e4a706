import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from '../../src/domain/fold.ts'
import { foldTable } from '../../src/domain/foldTable.ts'

/** Any code point but a surrogate. */
const character = fc
  .oneof(fc.integer({ min: 1, max: 0x10ffff }), fc.integer({ min: 1, max: 0x2fff }))
  .map((c) => String.fromCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xe9 : c))
const text = fc.string({ unit: character })

describe('the fold', () => {
  test.each([
    ['São Paulo', 'sao paulo'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA ısparta', 'isparta isparta'],
    ['Ångström Å', 'angstrom a'],
    ['ＦＵＬＬ ｗｉｄｔｈ', 'full width'],
    ['ﬁne ﬄ', 'fine ffl'],
    ['Σίσυφος', 'σισυφοσ'],
    ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
    ['Tiếng Việt', 'tieng viet'],
    ['Łódź Ærø Đà Nẵng Þórr', 'lodz aero da nang thorr'],
    ['Ёлка', 'елка'],
    ['½ № ①', '1⁄2 no 1'],
    ['a\u00a0b', 'a b'],
    ['👩‍👩‍👧 😀', '👩‍👩‍👧 😀'],
    ['東京 カフェ', '東京 カフェ'],
    ['ｶﾞ', 'カ\u3099'],
    ['AZ[`{~', 'az[`{~'],
    ['', ''],
  ])('%s is %s', (given, wanted) => {
    expect(fold(given)).toBe(wanted)
  })

  test('takes Hangul apart and does not put it together again', () => {
    expect(fold('한국어')).toBe('한국어'.normalize('NFD'))
    expect(fold('각').length).toBe(3)
  })

  test('keeps the marks that write vowels: without them other words would be the same', () => {
    expect(fold('काठ')).not.toBe(fold('कठ'))
    expect(fold('กา')).not.toBe(fold('กิ'))
    expect(fold('か')).not.toBe(fold('が'))
  })

  test('of a fold is the fold, for every code point', () => {
    const moving: string[] = []
    for (let c = 0; c <= 0x10ffff; c++) {
      const folded = fold(String.fromCodePoint(c))
      if (fold(folded) !== folded) moving.push(c.toString(16))
    }
    expect(moving).toEqual([])
  })

  test('is the concatenation of the folds of its code points', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fold(a + b)).toBe(fold(a) + fold(b))
        expect(fold(a)).toBe(Array.from(a, fold).join(''))
      }),
    )
  })

  test('is the same for the composed and the decomposed form of Latin, Greek and Hangul text', () => {
    const accented = fc.string({ unit: fc.constantFrom(...Array.from('ãéÎöŭçñÅάΎệ한Ǖ')) })
    fc.assert(
      fc.property(accented, (given) => {
        expect(fold(given.normalize('NFD'))).toBe(fold(given.normalize('NFC')))
        expect(fold(given.toUpperCase())).toBe(fold(given.toLowerCase()))
      }),
    )
  })

  test('has the table of version 1: another table would need everything stored to be folded again', () => {
    let hash = 0
    for (let i = 0; i < foldTable.length; i++) hash = (hash * 31 + foldTable.charCodeAt(i)) | 0
    expect(hash).toMatchInlineSnapshot(`1195554577`)
  })
})
