import { compile, m, segment, type Mutant } from './mutant.ts'

export const inRelations: readonly Mutant[] = [
  m(
    'engine: products that were replaced say what they are',
    `${compile}/product.ts`,
    'IN (SELECT product_id FROM products FINAL WHERE ${passes})',
    'IN (SELECT product_id FROM products WHERE ${passes})',
  ),
  m(
    'engine: what an event says of its product is passed over',
    `${compile}/product.ts`,
    "join([...own, ...named, presently(asked, product)], ', ')",
    "join([never, never, presently(asked, product)], ', ')",
  ),
  m(
    'engine: an item says of its product only in one way',
    `${compile}/items.ts`,
    'said: [property, field].map(',
    'said: [property].map(',
  ),
  m(
    'engine: products are named by their codes alone',
    `${compile}/product.ts`,
    "if(item_product_id != '', item_product_id, item_text['sku'])",
    'item_product_id',
  ),
  m(
    'memory: what an event says plainly is of a product though it names none',
    `${segment}/related.ts`,
    'productNamed(event) === undefined ? [] : [field]',
    '[field]',
  ),
  m(
    'memory: what the product says comes first',
    `${segment}/related.ts`,
    'return said(item.properties, [productPath(field), field]) ?? known(item, field)',
    'return known(item, field) ?? said(item.properties, [productPath(field), field])',
  ),
  m(
    'memory: an empty code names a product',
    `${segment}/related.ts`,
    "named?.type === 'text' && named.value !== ''",
    "named?.type === 'text'",
  ),
  m(
    'memory: of an event in other money its items lose their products',
    `${segment}/money.ts`,
    '      ...item,\n',
    '      path: item.path,\n',
  ),
]
