import { describe, expect, test } from 'vitest'
import { filesOf, shellOfFile } from './typing.ts'

const shell = shellOfFile()
const file = filesOf(shell, 'produtos')
const take = async (path: string, ...more: readonly string[]) =>
  await shell.json('import', 'products', path, ...more, '--yes')
const product = async (id: string) => await shell.json('products', 'show', id)

const header = 'SKU;Nome;Descrição;Categoria;Marca;Preço;Moeda;Custo;Estoque;Imagem;Torra'
const catalogue = [
  header,
  '1001;Mogiana 250 g;Doce, cítrico;Café > Grãos;Serra;R$ 1.042,50;BRL;20,10;12;https://x.br/1.jpg;clara',
  '1002;Filtro;;Acessórios;;19,90;BRL;8,00;3,5;;',
]

describe('catalogues of products', () => {
  test('knows the columns of a Brazilian catalogue, and makes fields of the others', async () => {
    const taken = await take(file(...catalogue))
    expect(taken).toMatchObject({ rows: 2, new: 2, changed: 0, rejected: 0 })
    expect(await product('1001')).toMatchObject({
      name: 'Mogiana 250 g',
      category: 'Café / Grãos',
      brand: 'Serra',
      price: 1042.5,
      currency: 'BRL',
      cost: 20.1,
      stock: 12,
      image: 'https://x.br/1.jpg',
      fields: { descricao: 'Doce, cítrico', torra: 'clara' },
    })
    expect(await product('1002')).toMatchObject({ brand: '', stock: 3.5, fields: {} })
  })

  test('the same file again changes nothing', async () => {
    expect(await take(file(...catalogue))).toMatchObject({ new: 0, changed: 0, unchanged: 2 })
  })

  test('a dry run counts and shows prices before and after, and writes nothing', async () => {
    const prices = file('SKU;Preço', '1001;1100,00', '1002;19,90', '1003;5,00')
    const tried = await take(prices, '--dry-run')
    expect(tried).toMatchObject({ new: 1, changed: 1, unchanged: 1, dryRun: true })
    expect(tried['samples']).toContainEqual(
      expect.objectContaining({
        key: '1001',
        changes: [{ field: 'price', before: 1042.5, after: 1100 }],
      }),
    )
    expect(await product('1001')).toMatchObject({ price: 1042.5 })
    expect((await shell.type('products', 'show', '1003')).code).not.toBe(0)
  })

  test('a trial of many sets says what the import does, rows of one product far apart too', async () => {
    const lines = Array.from({ length: 2_500 }, (_, i) => `p${i};${i},50`)
    const path = file('SKU;Preço', ...lines, 'p3;3,50', 'p4;77,00', 'p5;78,00', 'p5;79,00')
    const tried = await take(path, '--dry-run')
    expect(tried).toMatchObject({ rows: 2_504, new: 2_500, changed: 3, unchanged: 1 })
    const taken = await take(path)
    for (const each of ['rows', 'new', 'changed', 'unchanged', 'rejected']) {
      expect(taken[each]).toBe(tried[each])
    }
    expect(await product('p5')).toMatchObject({ price: 79 })
    expect(await product('p3')).toMatchObject({ price: 3.5 })
  })

  test('templates hold products too', async () => {
    await take(file('Ref;Valor promo', '1001;7,00'), '--key', 'Ref', '--map', 'Valor promo=price')
    const kept = file('Ref;Valor promo', '1001;8,00')
    const how = ['--key', 'Ref', '--map', 'Valor promo=price', '--save-template', 'Promo']
    await take(kept, ...how)
    const path = file('Ref;Valor promo', '1001;9,00')
    expect(await take(path, '--template', 'Promo')).toMatchObject({ changed: 1 })
    expect(await product('1001')).toMatchObject({ price: 9 })
  })
})
