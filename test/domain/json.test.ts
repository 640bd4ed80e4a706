import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkJson, utf8Length } from '../../src/domain/json.ts'

function nested(depth: number): unknown {
  return depth === 0 ? 1 : depth % 2 === 0 ? { a: nested(depth - 1) } : [nested(depth - 1)]
}

function withKeys(n: number): unknown {
  return Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]))
}

describe('JSON from outside', () => {
  test('within the limits is taken', () => {
    expect(checkJson(nested(20), 'x')).toBeUndefined()
    expect(checkJson(withKeys(500), 'x')).toBeUndefined()
    expect(checkJson({ a: 'x'.repeat(65_536) }, 'x')).toBeUndefined()
    const safe = fc
      .jsonValue({ maxDepth: 5 })
      .filter((value) => !/\\u0000|__proto__|constructor|prototype/.test(JSON.stringify(value)))
    fc.assert(
      fc.property(safe, (value) => {
        expect(checkJson(JSON.parse(JSON.stringify(value)), 'x')).toBeUndefined()
      }),
    )
  })

  test.each([
    ['deeper', nested(21), 'too_large'],
    ['with more keys', withKeys(501), 'too_large'],
    ['with more keys in all', [withKeys(300), withKeys(300)], 'too_large'],
    ['with a longer text', ['x'.repeat(65_537)], 'too_large'],
    ['with a longer key', { ['x'.repeat(201)]: 1 }, 'too_large'],
    ['with NUL in a text', { a: ['a\0'] }, 'invalid'],
    ['with NUL in a key', { 'a\0': 1 }, 'invalid'],
    ['with __proto__', JSON.parse('{"a":{"__proto__":{}}}'), 'invalid'],
    ['with constructor', { constructor: 1 }, 'invalid'],
    ['with prototype', [{ prototype: 1 }], 'invalid'],
    ['that is NUL', '\0', 'invalid'],
  ])('%s is refused', (_, value, code) => {
    expect(checkJson(value, 'x')).toMatchObject({ code })
  })

  test('is refused with the place', () => {
    expect(checkJson({ a: [{ b: 'x\0' }] }, 'properties')).toMatchObject({
      where: 'properties.a.0.b',
    })
  })
})

test('the length in UTF-8 is what encoding gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units)
      expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'))
    }),
  )
  expect(utf8Length('a😀é€')).toBe(10)
})
