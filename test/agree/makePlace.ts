import type { Location } from '../../src/domain/customer/field.ts'
import { chordSquared, pointOf } from '../../src/domain/customer/point.ts'
import type { Test } from '../../src/domain/segment/condition.ts'
import type { Random } from './random.ts'

/** Poles, both sides of the date line, and neighbours on the ground. */
const spots: readonly Location[] = [
  { lat: -8.0476, lon: -34.877 },
  { lat: -8.0089, lon: -34.8553 },
  { lat: -23.5505, lon: -46.6333 },
  { lat: -23.5506, lon: -46.6333 },
  { lat: 0, lon: 0 },
  { lat: 90, lon: 0 },
  { lat: 89.9999, lon: -120 },
  { lat: -90, lon: 77 },
  { lat: 12, lon: 179.9995 },
  { lat: 12, lon: -179.9995 },
  { lat: 0, lon: 180 },
  { lat: 0, lon: -180 },
]

export function makePlace(r: Random): Location {
  const { lat, lon } = r.pick(spots)
  if (r.chance(0.6)) return { lat, lon }
  const aside = () => (r.below(20_001) - 10_000) / r.pick([1e4, 1e5, 1e7])
  return {
    lat: Math.max(-90, Math.min(90, lat + aside())),
    lon: Math.max(-180, Math.min(180, lon + aside())),
  }
}

/** Around some spot, as far as that place or just not. */
export function makeNear(r: Random, place: Location): Test {
  const { lat, lon } = r.pick(spots)
  const around = r.chance(0.2) ? { lat: rounded(place.lat), lon: rounded(place.lon) } : { lat, lon }
  const km = distance(around, place) + r.pick([-1, 0, 0, 1]) * r.pick([0.0001, 0.01, 10])
  return {
    op: 'near',
    km: Math.min(20_000, Math.max(0.001, Math.round(km * 1e4) / 1e4)),
    ...around,
  }
}

/** Over the ground, in kilometres. */
function distance(a: Location, b: Location): number {
  const chord = Math.sqrt(Number(chordSquared(pointOf(a), pointOf(b)))) / 1e5
  return 2 * 6_371.008 * Math.asin(Math.min(1, chord / (2 * 6_371.008)))
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(7)) + 0
}
