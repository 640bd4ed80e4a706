import { quoted } from '../quoted.ts'

/** A property of an event or item as English names it; no two are named alike. */
export function propertyName(path: string): string {
  const items = 'items.'
  if (path.startsWith(items)) return `item ${own(path.slice(items.length))}`
  return own(path)
}

function own(path: string): string {
  return words.get(path) ?? quoted(path)
}

const words: ReadonlyMap<string, string> = new Map([
  ['total', 'total'],
  ['subtotal', 'subtotal'],
  ['value', 'value'],
  ['revenue', 'revenue'],
  ['shipping', 'shipping'],
  ['tax', 'tax'],
  ['discount', 'discount'],
  ['currency', 'currency'],
  ['coupon', 'coupon'],
  ['channel', 'channel'],
  ['category', 'category'],
  ['brand', 'brand'],
  ['quantity', 'quantity'],
  ['price', 'price'],
  ['name', 'name'],
  ['variant', 'variant'],
  ['device', 'device'],
  ['query', 'search'],
  ['order_id', 'order number'],
  ['product_id', 'product code'],
  ['sku', 'SKU'],
])
