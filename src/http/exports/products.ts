import type { Catalog } from '../../domain/customer/catalog.ts'
import { productFields } from '../../domain/reference/builtin.ts'
import type { Reference } from '../../domain/reference/reference.ts'
import { showVariant } from '../../domain/reference/variant.ts'
import { countReferences, everyReference } from '../../store/clickhouse/references.ts'
import { referenceCatalog, showProduct } from '../reference.ts'
import type { Works } from '../works.ts'
import { fieldColumns, looseColumn, type ReferenceColumn } from './reference.ts'
import { exportSeconds, type Exportable } from './send.ts'

/** All products, or those that a search finds. */
export async function productsFor(
  works: Works,
  search: string,
  signal: AbortSignal,
): Promise<Exportable<Reference>> {
  const { database } = works
  const catalog = await referenceCatalog(works, 'product')
  const choice = { search }
  return {
    name: 'products',
    columns: columnsOf(catalog),
    rows: () => everyReference(database, 'product', choice, { signal, maxSeconds: exportSeconds }),
    show: (product) => showProduct(product, catalog),
    asOf: works.clock(),
    total: await countReferences(database, 'product', choice, { signal }),
  }
}

/** The id, every field, the variants, and in one column what no field can hold. */
function columnsOf(catalog: Catalog): readonly ReferenceColumn[] {
  return [
    { name: 'id', label: 'ID do produto', type: 'text', of: ({ id }) => id },
    ...fieldColumns(catalog, labels),
    {
      name: 'variants',
      label: 'Variantes',
      type: 'text',
      of: ({ variants }) =>
        variants.length === 0 ? undefined : JSON.stringify(variants.map(showVariant)),
    },
    looseColumn,
  ]
}

const labels: Readonly<Record<number, string>> = {
  [productFields.name]: 'Nome',
  [productFields.category]: 'Categoria',
  [productFields.brand]: 'Marca',
  [productFields.price]: 'Preço',
  [productFields.cost]: 'Custo',
  [productFields.stock]: 'Estoque',
  [productFields.currency]: 'Moeda',
  [productFields.image]: 'Imagem',
  [productFields.page]: 'Página',
  [productFields.tags]: 'Etiquetas',
}
