import type { Clue } from './clue.ts'
import { soundOf } from './phonetics.ts'

/**
 * A way of looking at a clue by which two that are the same customer may meet: how a name sounds, the
 * first half of a number. What is looked at is a text; the empty one meets nobody.
 */
export type View = {
  /** Places of the clues it looks at. */
  readonly clues: readonly number[]
  readonly of: (texts: readonly string[]) => string
  /**
   * What of the clue's mistakes it does not see: mistakes are spread over 0 to 1, and those from
   * `blind[0]` to `blind[1]` leave it as it is. Two views of halves are blind to each other's. From 0.7
   * on all of the clue is another, which no view is blind to.
   */
  readonly blind: readonly [number, number]
}

/** All views of those clues. */
export function viewsOf(clues: readonly Clue[]): readonly View[] {
  const each = clues.flatMap((clue, at) => byKind[clue.kind](at))
  const given = clues.findIndex(({ kind }) => kind === 'given')
  const family = clues.findIndex(({ kind }) => kind === 'family')
  return given < 0 || family < 0 ? each : [...each, namesInAnyOrder(given, family)]
}

const whole = [0, 0] as const

const byKind: Readonly<Record<Clue['kind'], (at: number) => View[]>> = {
  given: (at) => [view(at, [0, 0.35], (text) => soundOf(firstWord(text)))],
  family: (at) => [view(at, [0, 0.35], (text) => soundOf(lastWord(text)))],
  date: (at) => [
    view(at, whole, (text) => text),
    view(at, [0, 0.4], (text) => text.slice(0, 4)),
    view(at, [0.4, 0.7], (text) => text.slice(4)),
  ],
  email: (at) => [
    view(at, [0, 0.2], (text) => text.slice(0, text.lastIndexOf('@')).replaceAll(/[._-]/g, '')),
  ],
  phone: halves,
  code: halves,
  text: (at) => [
    view(at, [0, 0.2], soundOf),
    view(at, [0, 0.4], (text) => soundOf(longestWord(text))),
  ],
}

function halves(at: number): View[] {
  return [
    view(at, whole, (text) => text),
    view(at, [0, 0.35], (text) => (text.length < 6 ? '' : text.slice(0, text.length >> 1))),
    view(at, [0.35, 0.7], (text) => (text.length < 6 ? '' : text.slice(-(text.length >> 1)))),
  ]
}

/** Whoever is written as Silva Maria is found by it as Maria Silva. */
function namesInAnyOrder(given: number, family: number): View {
  return {
    clues: [given, family],
    blind: [0, 0.2],
    of: (texts) => {
      const one = soundOf(firstWord(texts[given] ?? ''))
      const other = soundOf(lastWord(texts[family] ?? ''))
      if (one === '' || other === '') return ''
      return one < other ? `${one} ${other}` : `${other} ${one}`
    },
  }
}

function view(at: number, blind: View['blind'], see: (text: string) => string): View {
  return { clues: [at], blind, of: (texts) => see(texts[at] ?? '') }
}

function firstWord(text: string): string {
  const end = text.indexOf(' ')
  return end < 0 ? text : text.slice(0, end)
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1)
}

function longestWord(text: string): string {
  if (!text.includes(' ')) return text
  return text.split(' ').reduce((long, word) => (word.length > long.length ? word : long), '')
}
