import type { ExportColumn } from '../../domain/export/column.ts'
import { countProducts, everyProduct, type ProductRecord } from '../../store/clickhouse/products.ts'
import { showProduct } from '../product.ts'
import type { Works } from '../works.ts'
import { exportSeconds, type Exportable } from './send.ts'

/** All products, or those that a search finds. */
export async function productsFor(
  works: Works,
  search: string,
  signal: AbortSignal,
): Promise<Exportable<ProductRecord>> {
  return {
    name: 'products',
    columns,
    rows: () => everyProduct(works.database, search, { signal, maxSeconds: exportSeconds }),
    show: showProduct,
    asOf: works.clock(),
    total: await countProducts(works.database, search, { signal }),
  }
}

type Column = ExportColumn<ProductRecord>

const columns: readonly Column[] = [
  { name: 'id', label: 'ID do produto', type: 'text', of: ({ id }) => id },
  text('name', 'Nome'),
  text('category', 'Categoria'),
  text('brand', 'Marca'),
  { name: 'price', label: 'Preço', type: 'money', of: ({ price }) => price },
  text('currency', 'Moeda'),
  text('image', 'Imagem'),
  {
    name: 'fields',
    label: 'Campos',
    type: 'text',
    of: ({ fields }) => (Object.keys(fields).length === 0 ? undefined : JSON.stringify(fields)),
  },
]

function text(name: 'name' | 'category' | 'brand' | 'currency' | 'image', label: string): Column {
  return { name, label, type: 'text', of: (product) => product[name] || undefined }
}
