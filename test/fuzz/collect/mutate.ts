import { gzipSync } from 'node:zlib'
import type { Random } from '../../agree/random.ts'
import { messageTypes } from '../../../src/domain/event/message.ts'
import { messageOf } from '../../chaos/shop.ts'
import {
  hostileName,
  hostileValue,
  isFields,
  isList,
  written,
  type Fields,
  type Tree,
} from './values.ts'

/** One request to the tracking API, and what of it is good: that must be stored whatever is beside it. */
export type Case = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Marks of messages that are as they should be, if the whole is taken. */
  readonly good: readonly number[]
}

export type CaseOptions = {
  readonly writeKey: string
  /** Which of all cases: its messages have marks from a thousand times it on. */
  readonly n: number
  readonly now: number
}

const people = 200
const letters = ['i', 't', 'p', 's', 'g', 'a', 'b'] as const

/** The nth case of a seed: a valid request, changed in what it says, how it is written, packed and labelled. */
export function caseOf(r: Random, { writeKey: right, n, now }: CaseOptions): Case {
  const isKnown = r.chance(0.96)
  const writeKey = isKnown ? right : r.pick([right.slice(0, -1), `${right}x`, 'wk_none', ''])
  const { whole, path, good, isCertain } = r.chance(0.5) ? aBatch(r, n, now) : aLone(r, n, now)
  const way = r.pick(['body', 'basic', 'bearer'] as const)
  const packed = packedBody(r, written(way === 'basic' ? whole : { ...whole, writeKey }))
  return {
    path: `/v1/${path}`,
    headers: { ...headersOf(r, way, writeKey), ...(r.chance(0.2) ? oddHeaders(r) : {}) },
    body: packed.body,
    good: packed.isWhole && isKnown && isCertain ? good : [],
  }
}

type Drawn = {
  readonly whole: Fields
  readonly path: string
  readonly good: readonly number[]
  /** Nothing beside the messages says that they are something else. */
  readonly isCertain: boolean
}

function aBatch(r: Random, n: number, now: number): Drawn {
  const isCertain = r.chance(0.85)
  const size = r.chance(0.004) ? r.pick([999, 0]) : 1 + r.below(6)
  const all = Array.from({ length: size }, (_, i) => aMessage(r, n * 1_000 + i, now))
  const good = all.flatMap(({ isGood }, i) => (isGood ? n * 1_000 + i : []))
  const batch = all.map(({ message }) => message)
  const whole = { batch, ...aroundBatch(r, isCertain) }
  return { whole, path: r.pick(['batch', 'b']), good, isCertain }
}

function aLone(r: Random, n: number, now: number): Drawn {
  const { message, isGood } = aMessage(r, n * 1_000, now)
  const whole = fieldsOf(message)
  const { type } = whole
  const own = messageTypes.find((each) => each === type)
  const path = own !== undefined && r.chance(0.9) ? own : r.pick(letters)
  // By another address it is another message: what it was is not asked for.
  return { whole, path, good: isGood ? [n * 1_000] : [], isCertain: path === type }
}

/** Of what has nothing hostile in it every part is to be found again. */
function aMessage(r: Random, mark: number, now: number) {
  const valid = messageOf(r, mark, people, now).body as Fields
  if (r.chance(0.35)) return { message: valid, isGood: true }
  const message = mutated(r, r.chance(0.3) ? ofOtherType(r, valid) : valid)
  return { message, isGood: false }
}

/** A body needs somewhere to say whose key it comes with. */
function fieldsOf(tree: Tree): Fields {
  return isFields(tree) ? tree : { type: tree }
}

function ofOtherType(r: Random, message: Fields): Fields {
  const groupId = `g${r.below(9)}`
  const previousId = `a${r.below(people)}`
  return { ...message, type: r.pick([...messageTypes]), groupId, previousId }
}

function aroundBatch(r: Random, isCertain: boolean): Fields {
  if (isCertain) return r.chance(0.3) ? { sentAt: new Date().toISOString() } : {}
  return { [r.pick(['context', 'sentAt', 'integrations', hostileName(r)])]: hostileValue(r) }
}

/** With one to three of its parts other, gone or more. */
function mutated(r: Random, message: Fields): Tree {
  let tree: Tree = message
  for (let i = 1 + r.below(3); i > 0; i -= 1) tree = changed(r, tree)
  return tree
}

function changed(r: Random, tree: Tree): Tree {
  if (isList(tree)) return changedList(r, tree)
  if (r.chance(0.03) || !isFields(tree)) return hostileValue(r)
  const names = Object.keys(tree)
  if (names.length === 0 || r.chance(0.25)) return { ...tree, [hostileName(r)]: hostileValue(r) }
  const name = r.pick(names)
  if (r.chance(0.15)) return Object.fromEntries(Object.entries(tree).filter(([k]) => k !== name))
  const value = tree[name] ?? null
  const isDeep = (isFields(value) || isList(value)) && r.chance(0.7)
  return { ...tree, [name]: isDeep ? changed(r, value) : hostileValue(r) }
}

function changedList(r: Random, list: readonly Tree[]): Tree {
  if (list.length === 0 || r.chance(0.2)) return [...list, hostileValue(r)]
  const at = r.below(list.length)
  return list.map((each, i) => (i === at ? changed(r, each) : each))
}

type Packed = { readonly body: Buffer; readonly isWhole: boolean }

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
const twice = gzipSync(bomb)

function packedBody(r: Random, text: string): Packed {
  const plain = Buffer.from(text)
  const whole = (body: Buffer): Packed => ({ body, isWhole: true })
  const broken = (body: Buffer): Packed => ({ body, isWhole: false })
  if (r.chance(0.6)) return whole(plain)
  return r.some<Packed>([
    () => whole(gzipSync(plain)),
    () => whole(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain])),
    () => whole(Buffer.from(` \r\n\t${text}\n`)),
    () => broken(gzipSync(plain).subarray(0, 1 + r.below(plain.length))),
    () => broken(Buffer.concat([gzipSync(plain), plain])),
    () => broken(gzipSync(gzipSync(plain))),
    () => broken(r.chance(0.05) ? r.pick([bomb, twice]) : gzipSync(Buffer.alloc(600_000, ' '))),
    () => broken(Buffer.from(text, 'utf16le')),
    () => broken(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])),
    () => broken(Buffer.from(text, 'latin1')),
    () => broken(plain.subarray(0, r.below(plain.length + 1))),
    () => broken(flipped(r, plain)),
    () => broken(flipped(r, gzipSync(plain))),
    () => broken(Buffer.from(text.replace(/[,:]/, r.pick([',,', ' ', ': NaN,', '/* */,', "'"])))),
    () => broken(Buffer.from(r.many(0, 60, () => r.below(256)))),
    () =>
      broken(
        Buffer.from(
          r.pick(['', 'null', '[]', '1', '"x"', '{}', '{"batch":{}}', '[['.repeat(9_000)]),
        ),
      ),
    () => broken(r.chance(0.05) ? Buffer.alloc(r.pick([512_000, 512_001, 3_000_000]), '{') : plain),
  ])
}

function flipped(r: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  for (let i = 1 + r.below(4); i > 0; i -= 1) copy[r.below(bytes.length)] = r.below(256)
  return copy
}

function headersOf(r: Random, way: 'body' | 'basic' | 'bearer', writeKey: string) {
  const type = {
    'content-type': r.pick(['application/json', 'text/plain', 'text/plain;charset=UTF-8']),
  }
  const colon = r.pick([':', ''])
  const basic = `Basic ${Buffer.from(`${writeKey}${colon}`).toString('base64')}`
  if (way === 'body') return type
  return { ...type, authorization: way === 'basic' ? basic : `Bearer ${writeKey}` }
}

/** What says something untrue of the body; none of it decides whether it is read. */
function oddHeaders(r: Random): Record<string, string> {
  return r.pick<Record<string, string>>([
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': ';;;' },
    { 'content-type': '' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'br' },
    { 'content-encoding': 'deflate, gzip' },
    { 'x-retry-count': '-1' },
    { 'x-forwarded-for': "127.0.0.1, '--" },
    { origin: 'null' },
    { cookie: '__proto__=1' },
    { 'user-agent': 'x'.repeat(4_000) },
    { expect: '100-continue' },
  ])
}
