/** What the demo shop sells: beans, brewers, courses and subscriptions. Prices in reais. */
export type DemoProduct = {
  readonly id: string
  readonly name: string
  readonly category: 'beans' | 'brewers' | 'courses' | 'subscriptions' | 'gifts'
  readonly brand: string
  readonly price: number
  readonly roast?: 'light' | 'medium' | 'dark'
  readonly notes?: readonly string[]
  readonly organic?: boolean
  /** Kilograms of a bag of beans. */
  readonly weight?: number
}

export const catalogue: readonly DemoProduct[] = [
  bean('CAF-001', 'Serra Negra Intenso', 48, {
    brand: 'Fazenda Aurora',
    roast: 'dark',
    notes: ['cocoa', 'molasses'],
  }),
  bean('CAF-002', 'Noite de Minas', 52, {
    brand: 'Fazenda Aurora',
    roast: 'dark',
    notes: ['bitter chocolate', 'walnut'],
  }),
  bean('CAF-003', 'Cerrado Robusto', 44, {
    brand: 'Alto do Cerrado',
    roast: 'dark',
    notes: ['tobacco', 'caramel'],
  }),
  bean('CAF-004', 'Carvão da Mantiqueira', 58, {
    brand: 'Torra Funda',
    roast: 'dark',
    notes: ['smoke', 'brown sugar'],
    organic: true,
  }),
  bean('CAF-005', 'Sul de Minas Clássico', 42, {
    brand: 'Alto do Cerrado',
    roast: 'medium',
    notes: ['hazelnut', 'milk chocolate'],
  }),
  bean('CAF-006', 'Chapada Diamantina', 56, {
    brand: 'Vale Verde',
    roast: 'medium',
    notes: ['honey', 'almond'],
    organic: true,
  }),
  bean('CAF-007', 'Mogiana Doce', 46, {
    brand: 'Alto do Cerrado',
    roast: 'medium',
    notes: ['caramel', 'orange'],
  }),
  bean('CAF-008', 'Descafeinado Suave', 54, {
    brand: 'Torra Funda',
    roast: 'medium',
    notes: ['toffee'],
  }),
  bean('CAF-009', 'Caparaó Floral', 68, {
    brand: 'Vale Verde',
    roast: 'light',
    notes: ['jasmine', 'bergamot'],
    organic: true,
  }),
  bean('CAF-010', 'Citrus Blend', 62, {
    brand: 'Vale Verde',
    roast: 'light',
    notes: ['tangerine', 'lemongrass'],
    organic: true,
  }),
  bean('CAF-011', 'Amarelo Frutado', 64, {
    brand: 'Fazenda Aurora',
    roast: 'light',
    notes: ['peach', 'apricot'],
  }),
  bean('CAF-012', 'Geisha Microlote', 118, {
    brand: 'Vale Verde',
    roast: 'light',
    notes: ['papaya', 'rose'],
    organic: true,
  }),
  bean('CAF-101', 'Serra Negra Intenso 5 kg', 205, {
    brand: 'Fazenda Aurora',
    roast: 'dark',
    notes: ['cocoa', 'molasses'],
    weight: 5,
  }),
  bean('CAF-105', 'Sul de Minas Clássico 5 kg', 182, {
    brand: 'Alto do Cerrado',
    roast: 'medium',
    notes: ['hazelnut'],
    weight: 5,
  }),
  bean('CAF-106', 'Chapada Diamantina 5 kg', 245, {
    brand: 'Vale Verde',
    roast: 'medium',
    notes: ['honey', 'almond'],
    organic: true,
    weight: 5,
  }),
  {
    id: 'EQP-001',
    name: 'Coador de pano',
    category: 'brewers',
    brand: 'Casa do Coador',
    price: 29,
  },
  {
    id: 'EQP-002',
    name: 'Prensa francesa 600 ml',
    category: 'brewers',
    brand: 'Bodega',
    price: 139,
  },
  {
    id: 'EQP-003',
    name: 'V60 de cerâmica',
    category: 'brewers',
    brand: 'Casa do Coador',
    price: 98,
  },
  { id: 'EQP-004', name: 'Moedor manual', category: 'brewers', brand: 'Bodega', price: 289 },
  { id: 'EQP-005', name: 'Cafeteira italiana', category: 'brewers', brand: 'Bodega', price: 165 },
  { id: 'EQP-006', name: 'Máquina de espresso', category: 'brewers', brand: 'Vapore', price: 1890 },
  {
    id: 'EQP-007',
    name: 'Balança com cronômetro',
    category: 'brewers',
    brand: 'Vapore',
    price: 219,
  },
  {
    id: 'CUR-001',
    name: 'Curso: café filtrado em casa',
    category: 'courses',
    brand: 'Escola da Torra',
    price: 120,
  },
  {
    id: 'CUR-002',
    name: 'Curso: latte art',
    category: 'courses',
    brand: 'Escola da Torra',
    price: 180,
  },
  {
    id: 'CUR-003',
    name: 'Degustação guiada',
    category: 'courses',
    brand: 'Escola da Torra',
    price: 95,
  },
  {
    id: 'ASS-001',
    name: 'Assinatura mensal: escuros',
    category: 'subscriptions',
    brand: 'Clube da Torra',
    price: 79,
  },
  {
    id: 'ASS-002',
    name: 'Assinatura mensal: frutados',
    category: 'subscriptions',
    brand: 'Clube da Torra',
    price: 99,
  },
  {
    id: 'ASS-003',
    name: 'Assinatura mensal: surpresa',
    category: 'subscriptions',
    brand: 'Clube da Torra',
    price: 89,
  },
  {
    id: 'PRE-001',
    name: 'Kit presente: três torras',
    category: 'gifts',
    brand: 'Clube da Torra',
    price: 149,
  },
  {
    id: 'PRE-002',
    name: 'Kit presente: coador e café',
    category: 'gifts',
    brand: 'Casa do Coador',
    price: 119,
  },
  {
    id: 'PRE-003',
    name: 'Caneca esmaltada',
    category: 'gifts',
    brand: 'Casa do Coador',
    price: 45,
  },
]

export const productById: ReadonlyMap<string, DemoProduct> = new Map(
  catalogue.map((product) => [product.id, product]),
)

/** A product's picture as SVG, drawn by us: a bag, a cup, a book or a box in the colour of its roast. */
export function productImage(product: DemoProduct): string {
  const ink = '#2b211b'
  const colour = { light: '#c98a4b', medium: '#8a5a34', dark: '#3f2a20' }[product.roast ?? 'medium']
  const shape = {
    beans: `<path d="M70 60h100l12 22v120H58V82z" fill="${colour}"/><ellipse cx="120" cy="140" rx="22" ry="32" fill="#f4ece2"/><path d="M120 110c-10 20 10 40 0 60" stroke="${colour}" stroke-width="5" fill="none"/>`,
    brewers: `<path d="M60 70h120l-34 70v46H94v-46z" fill="${colour}"/><rect x="80" y="190" width="80" height="12" rx="4" fill="${ink}"/>`,
    courses: `<rect x="60" y="66" width="120" height="130" rx="6" fill="${colour}"/><path d="M80 96h80M80 118h80M80 140h50" stroke="#f4ece2" stroke-width="7"/>`,
    subscriptions: `<rect x="56" y="84" width="128" height="104" rx="8" fill="${colour}"/><path d="M56 112h128" stroke="#f4ece2" stroke-width="7"/><circle cx="120" cy="150" r="20" fill="none" stroke="#f4ece2" stroke-width="7"/>`,
    gifts: `<rect x="60" y="96" width="120" height="96" rx="6" fill="${colour}"/><path d="M120 96v96M60 128h120" stroke="#f4ece2" stroke-width="9"/><path d="M120 96c-40-44-60 0 0 0 60 0 40-44 0 0" fill="none" stroke="${ink}" stroke-width="6"/>`,
  }[product.category]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img"><title>${product.name}</title><rect width="240" height="240" fill="#f4ece2"/>${shape}</svg>\n`
}

function bean(
  id: string,
  name: string,
  price: number,
  more: Pick<DemoProduct, 'brand' | 'roast' | 'notes' | 'organic' | 'weight'>,
): DemoProduct {
  return { id, name, category: 'beans', price, organic: false, weight: 0.5, ...more }
}
