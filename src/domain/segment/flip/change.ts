import type { Event } from '../../event/event.ts'
import type { Test } from '../condition.ts'
import type { ConsentSaid, Facts, FieldValue } from '../facts.ts'

/**
 * One elementary change of what is known of a customer: the least by which an answer can be turned. Pins
 * are none, nor is the draw of a sample, and of others nothing changes.
 */
export type Change =
  /** One field set to a value, or cleared. */
  | { readonly kind: 'field'; readonly field: string; readonly value: FieldValue | undefined }
  /** One event more, at whatever instant up to then; what its properties are asked is said in `because`. */
  | { readonly kind: 'more'; readonly event: Event; readonly because: readonly Because[] }
  /** One event fewer. */
  | { readonly kind: 'fewer'; readonly event: Event }
  | { readonly kind: 'list'; readonly list: number; readonly on: boolean }
  /** One thing more said about a purpose. */
  | { readonly kind: 'consent'; readonly said: ConsentSaid }
  /** However long that takes. */
  | { readonly kind: 'time'; readonly to: number }

/** That a property of the added event, of an item where the path begins with its array's, meets this test. */
export type Because = { readonly path: string; readonly test: Test }

/** What is known of a customer at an instant. */
export type World = { readonly facts: Facts; readonly now: number }

/** How it is after that change. */
export function changed({ facts, now }: World, change: Change): World {
  switch (change.kind) {
    case 'field': {
      const fields = new Map(facts.fields)
      if (change.value === undefined) fields.delete(change.field)
      else fields.set(change.field, change.value)
      return { now, facts: { ...facts, fields } }
    }
    case 'more':
      return { now, facts: { ...facts, events: [...facts.events, change.event] } }
    case 'fewer': {
      const events = facts.events.filter((each) => each !== change.event)
      return { now, facts: { ...facts, events } }
    }
    case 'list': {
      const lists = new Set(facts.lists)
      if (change.on) lists.add(change.list)
      else lists.delete(change.list)
      return { now, facts: { ...facts, lists } }
    }
    case 'consent':
      return { now, facts: { ...facts, consents: [...facts.consents, change.said] } }
    case 'time':
      return { now: change.to, facts }
  }
}

/** What tells changes apart; of two events added that are alike it is the same. */
export function changeKey(change: Change): string {
  switch (change.kind) {
    case 'field':
      return `field ${change.field} ${JSON.stringify(change.value ?? null)}`
    case 'more': {
      const { name, ts, channel, source, properties, items } = change.event
      const inItems = items.map((item) => [item.path, [...item.properties]])
      return `more ${JSON.stringify([name, ts, channel, source, [...properties], inItems])}`
    }
    case 'fewer':
      return `fewer ${change.event.name} ${change.event.id} ${change.event.ts}`
    case 'list':
      return `list ${change.list}`
    case 'consent':
      return `consent ${JSON.stringify(change.said)}`
    case 'time':
      return `time ${change.to}`
  }
}
