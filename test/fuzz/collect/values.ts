import type { Random } from '../../agree/random.ts'

/** JSON as text, since most of what is hostile in it no value of JavaScript has. */
class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
export type Tree = string | number | boolean | null | Raw | readonly Tree[] | Fields
export type Fields = { readonly [name: string]: Tree }

const raw = (text: string): Raw => new Raw(text)

const numbers = [
  '0',
  '-0',
  '1e999',
  '-1e999',
  '1e-999',
  '5e-324',
  '9007199254740993',
  '-9223372036854775809',
  '18446744073709551616',
  '123456789012345678901234567890.123456789',
  '0.1234567890123456789',
  '1E400',
  '922337203685477.5807',
  '922337203685477.5808',
  '9'.repeat(400),
]

const texts = [
  '',
  ' ',
  'null',
  'undefined',
  'NaN',
  '0',
  '-1',
  '1e5',
  'true',
  '[]',
  '{}',
  "'; DROP TABLE events; --",
  '{p0:String}',
  '%00%0d%0a',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '${jndi:ldap://127.0.0.1/a}',
  '{{7*7}}',
  '=1+1',
  'a\tb\\N\r\n',
  'ı İ ß ﬁ ĳ Å',
  '👩‍👩‍👧‍👦',
  '‮abc',
  '﻿',
  '￾￿',
  'é',
  'x'.repeat(101),
  'x'.repeat(5_000),
  'ç'.repeat(40_000),
]

/** Texts that JSON can say and UTF-8 cannot, or that stores cut. */
const escapes = [
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"a\\u0000b"',
  '"\\u0000"',
  '"\\u001f\\u007f\\u0085\\u2028"',
  '"\\ud83d"',
]

const instants = [
  '2026-02-30T00:00:00Z',
  '2026-13-01',
  '0000-00-00',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59.999999999Z',
  '2026-01-05T12:00:00+99:99',
  '2026-01-05T24:00:00Z',
  '2026-06-30T23:59:60Z',
  '20260105',
  '2026-W01-1',
  '05/01/2026',
  '1 de janeiro',
  'Tue, 05 Jan 2026 12:00:00 GMT',
  '1767614400',
  '2016-02-29',
  '1900-02-29',
]

/** Names that are something else in some language. */
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '',
  ' ',
  '$set',
  'a.b',
  'a..b',
  '.',
  '[0]',
  'items.0.price',
  'x'.repeat(300),
  'é\u0301',
  'mark',
  'context',
  'ip',
  'type',
  'batch',
  'products',
  'id',
]

export function hostileName(r: Random): string {
  return r.pick(names)
}

/** A value that somebody may send on purpose; large ones seldom. */
export function hostileValue(r: Random): Tree {
  return r.some<Tree>([
    () => raw(r.pick(numbers)),
    () => r.pick(texts),
    () => raw(r.pick(escapes)),
    () => r.pick(instants),
    () => r.pick([true, false, null]),
    () => (r.below(2) === 0 ? -1 : 1) * r.below(2 ** 31) * 2 ** r.below(40),
    () => [],
    () => ({}),
    () => r.many(0, 6, () => hostileValue(r)),
    () => Object.fromEntries(r.many(0, 4, () => [hostileName(r), r.below(9)])),
    () => (r.chance(0.1) ? deep(r) : r.below(1_000)),
    () => (r.chance(0.02) ? wide(r) : r.pick(texts)),
    () => raw(`{"a":1,"a":2,"__proto__":{"admin":true},"a":${r.pick(escapes)}}`),
  ])
}

function deep(r: Random): Tree {
  const depth = r.pick([5, 19, 20, 21, 22, 100, 101, 1_000, r.chance(0.1) ? 100_000 : 30])
  return r.chance(0.5)
    ? raw(`${'['.repeat(depth)}${']'.repeat(depth)}`)
    : raw(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
}

/** Ten thousands of keys, or elements. */
function wide(r: Random): Tree {
  const n = r.pick([499, 500, 501, 2_000, 30_000, 100_000])
  // A hundred thousand fit only where they are short.
  return r.chance(0.5)
    ? raw(`{${Array.from({ length: n }, (_, i) => `"${i.toString(36)}":1`).join(',')}}`)
    : raw(`[${Array.from({ length: n }, () => '1').join(',')}]`)
}

/** JSON of a tree, each raw text as it stands. */
export function written(tree: Tree): string {
  if (tree === null || typeof tree !== 'object') return JSON.stringify(tree)
  if (tree instanceof Raw) return tree.text
  if (isList(tree)) return `[${tree.map(written).join(',')}]`
  return `{${Object.entries(tree)
    .map(([name, value]) => `${JSON.stringify(name)}:${written(value)}`)
    .join(',')}}`
}

export function isFields(tree: Tree): tree is Fields {
  return typeof tree === 'object' && tree !== null && !isList(tree) && !(tree instanceof Raw)
}

export function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree)
}
