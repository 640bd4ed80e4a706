import type { Test } from './condition.ts'

/** What a test goes by. */
export type TestKind =
  | 'presence'
  | 'identity'
  | 'text'
  | 'order'
  | 'list'
  | 'date'
  | 'anniversary'
  | 'place'

/** By operator; no test is without a kind. */
export const testKinds = {
  exists: 'presence',
  is: 'identity',
  anyOf: 'identity',
  exactly: 'text',
  contains: 'text',
  startsWith: 'text',
  endsWith: 'text',
  matches: 'text',
  less: 'order',
  atMost: 'order',
  greater: 'order',
  atLeast: 'order',
  between: 'order',
  includesAny: 'list',
  includesAll: 'list',
  includesNone: 'list',
  before: 'date',
  after: 'date',
  on: 'date',
  dates: 'date',
  inLast: 'date',
  inNext: 'date',
  moreThanAgo: 'date',
  period: 'date',
  anniversary: 'anniversary',
  near: 'place',
} as const satisfies Record<Test['op'], TestKind>

/** The tests of one kind. */
export type TestOf<Kind extends TestKind> = Extract<
  Test,
  { op: { [Op in Test['op']]: (typeof testKinds)[Op] extends Kind ? Op : never }[Test['op']] }
>

export type IdentityTest = TestOf<'identity'>
export type TextTest = TestOf<'text'>
export type OrderTest = TestOf<'order'>
export type ListTest = TestOf<'list'>
export type DateTest = TestOf<'date'>
export type AnniversaryTest = TestOf<'anniversary'>
export type PlaceTest = TestOf<'place'>

export function isTestOf<Kind extends TestKind>(test: Test, kind: Kind): test is TestOf<Kind> {
  return testKinds[test.op] === kind
}
