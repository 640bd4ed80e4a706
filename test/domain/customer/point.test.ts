import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chordSquared, chordSquaredOf, pointOf } from '../../../src/domain/customer/point.ts'

const recife = { lat: -8.0476, lon: -34.877 }
const saoPaulo = { lat: -23.5505, lon: -46.6333 }

test('a point is whole centimetres from the middle of the earth', () => {
  expect(pointOf({ lat: 0, lon: 0 })).toEqual({ x: 637_100_800, y: 0, z: 0 })
  expect(pointOf({ lat: 90, lon: 17 })).toEqual({ x: 0, y: 0, z: 637_100_800 })
  expect(pointOf({ lat: 0, lon: -90 })).toEqual({ x: 0, y: -637_100_800, z: 0 })
  expect(pointOf({ lat: 0, lon: 180 })).toEqual(pointOf({ lat: 0, lon: -180 }))
})

test('distances are those over the ground', () => {
  // By the haversine formula, worked out apart from this: 2,131.063 km.
  const apart = chordSquared(pointOf(recife), pointOf(saoPaulo))
  expect(apart <= chordSquaredOf(2_131.1)).toBe(true)
  expect(apart > chordSquaredOf(2_131)).toBe(true)
  const around = chordSquared(
    pointOf({ lat: 12, lon: 179.9995 }),
    pointOf({ lat: 12, lon: -179.9995 }),
  )
  expect(around <= chordSquaredOf(0.11)).toBe(true)
  expect(around > chordSquaredOf(0.108)).toBe(true)
  expect(chordSquared(pointOf({ lat: 90, lon: 0 }), pointOf({ lat: 90, lon: 120 }))).toBe(0n)
})

test('the two ways to a distance meet, within a few centimetres, and what is compared fits 64 bits', () => {
  const place = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  fc.assert(
    fc.property(place, place, (a, b) => {
      const squared = chordSquared(pointOf(a), pointOf(b))
      expect(squared < 2n ** 63n).toBe(true)
      const km = haversine(a, b)
      // On the other side of the earth a centimetre of the line is many metres of the ground.
      const limit = Math.min(19_000, km + 0.001)
      expect(squared <= chordSquaredOf(limit)).toBe(km < limit)
      const less = Math.min(19_000, km - 0.001)
      fc.pre(less > 0.01)
      expect(squared <= chordSquaredOf(less)).toBe(km <= less)
    }),
    { numRuns: 2_000 },
  )
})

type Place = { readonly lat: number; readonly lon: number }

function haversine(a: Place, b: Place): number {
  const [phi, other] = [(a.lat * Math.PI) / 180, (b.lat * Math.PI) / 180]
  const half = (x: number) => Math.sin(x / 2) ** 2
  const of =
    half(other - phi) + Math.cos(phi) * Math.cos(other) * half(((b.lon - a.lon) * Math.PI) / 180)
  return 2 * 6_371.008 * Math.asin(Math.min(1, Math.sqrt(of)))
}
