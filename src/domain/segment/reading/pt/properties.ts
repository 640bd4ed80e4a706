import { quoted } from '../quoted.ts'

/** A property of an event or item as Portuguese names it; no two are named alike. */
export type PropertyWords = {
  /** `o total`, `“x”` */
  readonly the: string
  /** `do total`, `de “x”` */
  readonly of: string
  readonly name: string
  readonly feminine: boolean
}

export function propertyWords(path: string): PropertyWords {
  const items = 'items.'
  const ofItems = path.startsWith(items)
  const own = ofItems ? path.slice(items.length) : path
  const known = words.get(own)
  const name = (known?.[0] ?? quoted(own)) + (ofItems ? ' dos itens' : '')
  const feminine = known?.[1] === 'a'
  const article = known?.[1]
  if (article === undefined) return { the: name, of: `de ${name}`, name, feminine }
  return { the: `${article} ${name}`, of: `d${article} ${name}`, name, feminine }
}

const words: ReadonlyMap<string, readonly [string, 'o' | 'a']> = new Map([
  ['total', ['total', 'o']],
  ['subtotal', ['subtotal', 'o']],
  ['value', ['valor', 'o']],
  ['revenue', ['receita', 'a']],
  ['shipping', ['frete', 'o']],
  ['tax', ['imposto', 'o']],
  ['discount', ['desconto', 'o']],
  ['currency', ['moeda', 'a']],
  ['coupon', ['cupom', 'o']],
  ['channel', ['canal', 'o']],
  ['category', ['categoria', 'a']],
  ['brand', ['marca', 'a']],
  ['quantity', ['quantidade', 'a']],
  ['price', ['preço', 'o']],
  ['name', ['nome', 'o']],
  ['variant', ['variante', 'a']],
  ['device', ['dispositivo', 'o']],
  ['query', ['busca', 'a']],
  ['order_id', ['número do pedido', 'o']],
  ['product_id', ['código do produto', 'o']],
  ['sku', ['SKU', 'o']],
])
