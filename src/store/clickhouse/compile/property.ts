import { numberItemProperties, numberProperties } from '../../../domain/event/vocabulary.ts'
import { ident, sql, type Sql } from '../../sql/sql.ts'
import { type Cell, type Reading } from './reading.ts'

/** A property of the event whose row is read. */
export function propertyOf(path: string): Reading {
  if (path === 'channel' || path === 'source') return codeColumn(ident(path))
  return {
    number: numberProperties.has(path)
      ? { missing: 'null', x: ident(path) }
      : entry(sql`num`, path),
    text: { raw: entry(sql`text`, path), folded: entry(sql`fold`, path) },
    boolean: entry(sql`bool`, path),
    instant: entry(sql`instant`, path),
    list: sql`list[${path}]`,
  }
}

/** The same inside a lambda over items, whose arguments `items.ts` names so. */
export function itemPropertyOf(path: string): Reading {
  return {
    number: numberItemProperties.has(path)
      ? { missing: 'null', x: ident(`item_${path}`) }
      : entry(sql`item_num`, path),
    text: { raw: entry(sql`item_text`, path), folded: entry(sql`item_fold`, path) },
    boolean: entry(sql`item_bool`, path),
  }
}

/** A map answers 0 or '' for what it lacks. */
function entry(map: Sql, path: string): Cell {
  return { missing: 'zero', x: sql`${map}[${path}]`, has: sql`mapContains(${map}, ${path})` }
}

/** A code is its own fold; empty, it is missing. */
function codeColumn(x: Sql): Reading {
  const cell: Cell = { missing: 'zero', x, has: sql`${x} != ''` }
  return { text: { raw: cell, folded: cell } }
}
