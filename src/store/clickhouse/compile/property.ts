import {
  moneyItemProperties,
  moneyProperties,
  numberItemProperties,
  numberProperties,
} from '../../../domain/event/vocabulary.ts'
import { fold } from '../../../domain/fold.ts'
import type { Shop } from '../../../domain/shop.ts'
import { as, ident, sql, type Sql } from '../../sql/sql.ts'
import { type Cell, type Reading } from './reading.ts'

/**
 * Whether amounts of the event whose row is read are in the shop's money; else they are missing, as
 * `inShopMoney` says.
 */
export function moneyCounts(shop: Shop): Sql {
  return sql`currency IN ${as('Array(String)', ['', fold(shop.currency)])}`
}

/** A property of the event whose row is read; of money, where it counts. */
export function propertyOf(path: string, money: Sql): Reading {
  if (path === 'channel' || path === 'source') return codeColumn(ident(path))
  return ownPropertyOf(path, money)
}

/** The same of what its body says alone. */
export function ownPropertyOf(path: string, money: Sql): Reading {
  const isMoney = moneyProperties.has(path)
  const list = sql`list[${path}]`
  return {
    number: numberProperties.has(path)
      ? { missing: 'null', x: isMoney ? sql`if(${money}, ${ident(path)}, NULL)` : ident(path) }
      : entry(sql`num`, path),
    text: { raw: entry(sql`text`, path), folded: entry(sql`fold`, path) },
    boolean: entry(sql`bool`, path),
    instant: entry(sql`instant`, path),
    list: isMoney ? sql`if(${money}, ${list}, [])` : list,
  }
}

/** The same inside a lambda over items, whose arguments `items.ts` names so. */
export function itemPropertyOf(path: string, money: Sql): Reading {
  const column = ident(`item_${path}`)
  const isMoney = moneyItemProperties.has(path)
  return {
    number: numberItemProperties.has(path)
      ? { missing: 'null', x: isMoney ? sql`if(${money}, ${column}, NULL)` : column }
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
