import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { isFailure } from '../../../../src/domain/failure.ts'
import { surveyBytes } from '../../../../src/work/intake/files/decode.ts'
import { detectOrders, type Detection } from '../../../../src/work/intake/orders/detect.ts'

function detect(text: string | Buffer, said = {}): Detection {
  const found = detectOrders(Buffer.from(text as string), said)
  if (isFailure(found)) throw new Error(found.message)
  return found
}

const brazilian = `sep=;
Número do Pedido;Código do Cliente;Data do Pedido;Código do Produto;Qtd;Preço Unitário
1001;77;31/01/2026 10:15;CAFE-1;2;R$ 1.234,56
1002;78;01/02/2026 09:00;CAFÉ-2;1;39,90
`

describe('a file of order lines', () => {
  it('shows its delimiter, decimal sign, order of dates and columns', () => {
    expect(detect(brazilian)).toMatchObject({
      encoding: 'utf-8',
      delimiter: ';',
      decimal: ',',
      dates: 'dmy',
      open: { dates: false, decimal: false },
      guess: {
        order: 'Número do Pedido',
        customer: 'Código do Cliente',
        time: 'Data do Pedido',
        item: 'Código do Produto',
        quantity: 'Qtd',
        price: 'Preço Unitário',
      },
    })
  })

  it('shows what English names mean', () => {
    const text =
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n' +
      '536365,85123A,"HEART, WHITE",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n'
    expect(detect(text)).toMatchObject({
      delimiter: ',',
      decimal: '.',
      dates: 'ymd',
      guess: {
        order: 'InvoiceNo',
        customer: 'CustomerID',
        time: 'InvoiceDate',
        item: 'StockCode',
        quantity: 'Quantity',
        price: 'UnitPrice',
      },
    })
  })

  it.each([
    ['windows-1252', iconv.encode(brazilian.replace('sep=;\n', ''), 'windows-1252')],
    ['utf-8', iconv.encode(brazilian, 'utf-8', { addBOM: true })],
    ['utf-16le', iconv.encode(brazilian, 'utf-16le', { addBOM: true })],
    ['utf-16le', iconv.encode(brazilian, 'utf-16le')],
    ['utf-16be', iconv.encode(brazilian, 'utf-16be', { addBOM: true })],
  ])('may be in %s', (encoding, bytes) => {
    const found = detect(bytes)
    expect(found.encoding).toBe(encoding)
    expect(found.delimiter).toBe(';')
    expect(found.columns[0]).toBe('Número do Pedido')
  })

  const named = {
    order: 'Número do Pedido',
    customer: 'Código do Cliente',
    time: 'Data do Pedido',
    item: 'Código do Produto',
    quantity: 'Qtd',
    price: 'Preço Unitário',
  }

  it('may have titles above its header, whose columns are those that were named', () => {
    const titled = brazilian.replace('sep=;', 'Pedidos de 2026;;;;;\nLoja;Recife;;;;\n')
    expect(detect(titled, named)).toMatchObject({ headerRow: 4, decimal: ',', dates: 'dmy' })
    expect(detect(titled, named).sample[0]?.[0]).toBe('1001')
    // Where a name is wrong, those of the table are told, not the title.
    expect(detect(titled, { ...named, price: 'Preço' }).columns[0]).toBe('Número do Pedido')
    // A row above that looks as much like a header is none: the columns do not stand there.
    const labelled = brazilian.replace('sep=;', 'Loja;Caixa;Turno;Gerente;Filial;Cidade')
    expect(detect(labelled, named)).toMatchObject({
      headerRow: 2,
      sample: [['1001'], ['1002']].map((row) => expect.arrayContaining(row)),
    })
  })

  it('may have a header in two rows', () => {
    const text = `Pedido;;Cliente;Item;;
Número;Data;Código;Produto;Qtd;Preço
1001;31/01/2026;77;CAFE-1;2;1,50
1002;01/02/2026;78;CAFE-2;1;39,90
`
    const options = {
      order: 'Pedido / Número',
      customer: 'Cliente / Código',
      time: 'Pedido / Data',
      item: 'Item / Produto',
      quantity: 'Item / Qtd',
      price: 'Item / Preço',
    }
    expect(detect(text, options)).toMatchObject({
      headerRow: 2,
      columns: [
        'Pedido / Número',
        'Pedido / Data',
        'Cliente / Código',
        'Item / Produto',
        'Item / Qtd',
        'Item / Preço',
      ],
      sample: [['1001'], ['1002']].map((row) => expect.arrayContaining(row)),
      dates: 'dmy',
    })
  })

  it('says when its dates or numbers can be read in two ways', () => {
    const text = 'order;customer;date;sku;qty;price\n1;2;03/04/2011;a;1;1.234\n'
    expect(detect(text).open).toEqual({ dates: true, decimal: true })
    expect(detect(text, { dates: 'mdy', decimal: ',' })).toMatchObject({
      dates: 'mdy',
      decimal: ',',
      open: { dates: false, decimal: false },
    })
  })

  it('is not one when it is empty, and not read in an encoding that nobody knows', () => {
    expect(detectOrders(Buffer.from(''))).toMatchObject({ message: 'The file is empty' })
    expect(detectOrders(Buffer.from('\uFEFF\n\n'))).toMatchObject({ message: 'The file is empty' })
    expect(detectOrders(Buffer.from('a'), { encoding: 'klingon' })).toMatchObject({
      code: 'invalid',
      where: 'encoding',
    })
  })

  it('is still UTF-8 when its beginning ends within a letter', () => {
    const bytes = Buffer.from('order;café')
    expect(surveyBytes(bytes.subarray(0, -1))).toMatchObject({ encoding: 'utf-8' })
  })
})
