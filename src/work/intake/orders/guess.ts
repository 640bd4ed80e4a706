import { fold } from '../../../domain/fold.ts'
import type { OrderOptions } from './options.ts'

export type GuessedColumns = Partial<
  Pick<OrderOptions, 'order' | 'customer' | 'time' | 'item' | 'quantity' | 'price'>
>

/** What each order line has, by a column that has to be named. */
export type OrderPart = keyof GuessedColumns

/** Words of column names in English and Portuguese, folded, the surest first. */
const words: Readonly<Record<OrderPart, readonly RegExp[]>> = {
  order: [
    /^(order|invoice|pedido|transaction|transacao|sale|venda)(id|no|nr|num|number|numero|code|codigo|name)?$/,
    /^(id|no|nr|num|numero|number|codigo|cod|code)(do|da|de|of)?(order|invoice|pedido|nota|venda|transacao)$/,
    /^(nota(fiscal)?|nf|receipt|recibo|name)$/,
  ],
  customer: [
    /^(customer|client|cliente|comprador|buyer|consumidor|shopper|user)(id|no|nr|num|number|numero|code|codigo)$/,
    /^(id|no|nr|num|numero|codigo|cod|code)(do|da|de|of)?(customer|client|cliente|comprador|consumidor|user)$/,
    /^(customer|client|cliente|comprador|buyer|consumidor|cpf|email|customeremail)$/,
  ],
  time: [
    /^(order|invoice|pedido|transaction|purchase|sale|compra|venda)(date|time|datetime|timestamp|data|dataehora)$/,
    /^(data|date|datahora|dataehora)(e)?(hora)?(do|da|de|of)?(pedido|compra|venda|order|nota|transacao)$/,
    /^(created|createdat|date|data|datetime|datahora|timestamp|time|ordered|orderedat|paidat)$/,
  ],
  item: [
    /^(sku|stockcode|productid|productcode|itemid|itemcode|produtoid|lineitemsku|variantsku)$/,
    /^(id|codigo|cod|code|ref|referencia)(do|da|de|of)?(produto|product|item|artigo|sku|mercadoria)$/,
    /^(product|produto|item|article|artigo|asin|ean|gtin|lineitemname)$/,
  ],
  quantity: [
    /^(quantity|qty|quantidade|qtd|qtde|quant|units|unidades|lineitemquantity|count)$/,
    /^(quantity|qty|quantidade|qtd|qtde)/,
  ],
  price: [
    /^(unitprice|priceunit|precounitario|valorunitario|vlrunitario|precounit|valorunit|itemprice|lineitemprice|priceeach)$/,
    /^(price|preco|valor|amount|value)$/,
    /(price|preco)/,
  ],
}

export const orderParts = ['order', 'customer', 'time', 'item', 'quantity', 'price'] as const

/** Which column seems to hold what, by its name; a column is taken once. Nothing is guessed from values alone. */
export function guessColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
): GuessedColumns {
  const names = header.map((name) => fold(name).replaceAll(/[^a-z0-9]/g, ''))
  const taken = new Set<number>()
  const guess: Partial<Record<OrderPart, string>> = {}
  const surest = Math.max(...orderParts.map((part) => words[part].length))
  for (let rank = 0; rank < surest; rank++) {
    for (const part of orderParts) {
      const word = words[part][rank]
      if (word === undefined || guess[part] !== undefined) continue
      const at = names.findIndex(
        (name, i) => !taken.has(i) && word.test(name) && !isEmpty(sample, i),
      )
      const name = header[at]
      if (name === undefined) continue
      taken.add(at)
      guess[part] = name
    }
  }
  return guess
}

function isEmpty(sample: readonly (readonly string[])[], at: number): boolean {
  return sample.length > 0 && sample.every((row) => (row[at] ?? '').trim() === '')
}
