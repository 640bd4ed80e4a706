import type { Location } from './field.ts'

/**
 * A place on the earth taken as a sphere, in whole centimetres from its middle: towards 0° N 0° E, towards
 * 90° E, and towards the north pole. Integers, so that whoever compares two of them comes to the same.
 */
export type Point = { readonly x: number; readonly y: number; readonly z: number }

/** Centimetres: the mean of the earth's three half axes, 6,371,008 m. */
const radius = 637_100_800

export function pointOf({ lat, lon }: Location): Point {
  const [phi, lambda] = [inRadians(lat), inRadians(lon)]
  const fromAxis = radius * Math.cos(phi)
  return {
    x: rounded(fromAxis * Math.cos(lambda)),
    y: rounded(fromAxis * Math.sin(lambda)),
    z: rounded(radius * Math.sin(phi)),
  }
}

/** The square of the straight line between two points: cm², less than 2^63. */
export function chordSquared(a: Point, b: Point): bigint {
  const [x, y, z] = [BigInt(a.x - b.x), BigInt(a.y - b.y), BigInt(a.z - b.z)]
  return x * x + y * y + z * z
}

/** The same of points that are so many kilometres apart over the ground, at most half around: cm², rounded down. */
export function chordSquaredOf(km: number): bigint {
  const chord = 2 * radius * Math.sin((km * 100_000) / (2 * radius))
  return BigInt(Math.floor(chord * chord))
}

function inRadians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

/** Without −0. */
function rounded(cm: number): number {
  return Math.round(cm) + 0
}
