import type { IdentityMemory } from './prepare.ts'

/**
 * Remembers whose identifiers are, so that a customer who does much is looked up once: right for as
 * long as nobody else writes them, which the loader's lease promises. Two generations: when the young
 * one is full it becomes the old one, and what was not asked for since the last time is forgotten.
 */
export function makeIdentityMemory(most = 200_000): IdentityMemory & { clear(): void } {
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  const set = (key: string, id: string): void => {
    if (young.size >= most / 2) {
      old = young
      young = new Map()
    }
    young.set(key, id)
  }
  return {
    get: (key) => {
      const id = young.get(key)
      if (id !== undefined) return id
      const before = old.get(key)
      if (before !== undefined) set(key, before)
      return before
    },
    set,
    forget: (key) => {
      young.delete(key)
      old.delete(key)
    },
    clear: () => {
      young = new Map()
      old = new Map()
    },
  }
}
