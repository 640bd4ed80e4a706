import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../../src/domain/failure.ts'
import { toCanonical } from '../../../../src/work/intake/files/canonical.ts'
import { convertInThread, understandInThread } from '../../../../src/work/intake/files/thread.ts'
import { understood, written } from './place.ts'
import { workbook, zip, type CellMade } from './workbook.ts'

const sheet = async (rows: readonly (readonly CellMade[])[], parts: Record<string, string> = {}) =>
  await workbook({ sheets: [{ name: 'A', rows }], parts })

const sheetPart = (cells: string) => ({
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${cells}</sheetData></worksheet>`,
})

const old = Buffer.concat([
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  Buffer.alloc(1_000),
])

/** What is refused, by what is sent; each with the words that say why. */
const refused: readonly (readonly [string, () => Promise<string | Buffer>, RegExp])[] = [
  [
    'a zip that becomes a thousand times as large',
    async () => await zip({ 'a.csv': Buffer.alloc(40_000_000, 'a,b\n') }),
    /more than 100 times as large/,
  ],
  [
    'a zip of files that each become less than what is looked at, and together a thousand times as large',
    async () => {
      const part = Buffer.alloc(15_000_000, 'nome,idade\n')
      return await zip(Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`${i}.csv`, part])))
    },
    /more than 100 times as large/,
  ],
  [
    'a gzip that becomes a thousand times as large',
    async () => gzipSync(Buffer.alloc(40_000_000, 'a,b\n')),
    /more than 100 times as large/,
  ],
  [
    'a zip of more than a thousand files',
    async () =>
      await zip(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}`, '']))),
    /holds 1001 files; 1000 are the limit/,
  ],
  [
    'a zip of two files',
    async () => await zip({ 'a.csv': 'a', 'b.csv': 'b' }),
    /holds 2 files: "a.csv", "b.csv"/,
  ],
  ['a zip of none', async () => await zip({ '.DS_Store': 'x' }), /holds no file/],
  [
    'a zip in a zip',
    async () => await zip({ 'a.zip': await zip({ 'a.csv': 'a' }) }),
    /archive within the archive/,
  ],
  ['a gzip in a gzip', async () => gzipSync(gzipSync('a,b\n')), /archive within the archive/],
  [
    'a zip whose names lead elsewhere',
    async () => {
      const made = await zip({ 'aa/aa/etc/x': 'a,b\n' })
      return Buffer.from(made.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1')
    },
    /damaged zip: invalid relative path/,
  ],
  [
    'a zip of which a byte was changed',
    async () => {
      const made = await zip({ 'a.csv': Buffer.from('nome,idade\nAna,31\n'.repeat(50)) })
      made[60] = (made[60] ?? 0) ^ 0xff
      return made
    },
    /damaged zip/,
  ],
  [
    'a zip of which a letter was changed',
    async () => {
      const made = await zip({ 'a.csv': 'nome,idade\nAna,31\n' }, false)
      return Buffer.from(made.toString('latin1').replace('Ana,31', 'Ana,91'), 'latin1')
    },
    /damaged zip: a checksum is wrong/,
  ],
  [
    'a zip that ends too early',
    async () => (await zip({ 'a.csv': 'nome\nAna\n' })).subarray(0, 60),
    /damaged zip/,
  ],
  [
    'a gzip that ends too early',
    async () => gzipSync('nome\nAna\n'.repeat(100)).subarray(0, 30),
    /damaged gzip/,
  ],
  [
    'a CSV of a million columns',
    async () => `${'a,'.repeat(1_000_000)}\n1\n`,
    /columns; 2000 can be read/,
  ],
  [
    'a sheet of more columns than can be read',
    async () => await sheet([['a']], sheetPart('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    /more than 2000 columns/,
  ],
  [
    'a sheet with a cell of millions of characters',
    async () => await sheet([['nome'], [{ xml: `t="str"><v>${'x'.repeat(1_100_000)}</v>` }]]),
    /more than 1,048,576 characters/,
  ],
  [
    'a workbook with such a text',
    async () => await sheet([['nome'], ['x'.repeat(1_100_000)]]),
    /more than 1,048,576 characters/,
  ],
  [
    'a sheet that says one long text again and again',
    async () => {
      const cell = '<c t="s"><v>0</v></c>'
      const rows = `<row>${cell.repeat(10)}</row>`.repeat(100)
      return await sheet([['x'.repeat(500_000)]], sheetPart(rows))
    },
    /As rows, the file has more than 200 MB/,
  ],
  [
    'a sheet whose rows stand billions apart',
    async () => await sheet([['a']], sheetPart('<row r="4000000000"><c><v>1</v></c></row>')),
    /workbook is damaged/,
  ],
  [
    'a workbook with a document type',
    async () =>
      await sheet([['a']], {
        'xl/sharedStrings.xml':
          '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>',
      }),
    /document type \(DTD\)/,
  ],
  [
    'a workbook that is no XML within',
    async () =>
      await sheet([['a']], { 'xl/workbook.xml': `<workbook a="${'x'.repeat(3_000_000)}` }),
    /workbook is damaged/,
  ],
  [
    'a sheet with a tag of millions of signs that end tags elsewhere',
    async () =>
      await sheet([['a']], sheetPart(`<row r="1"><c r="A1" a="${'>'.repeat(1_900_000)}"/></row>`)),
    /file is empty/,
  ],
  [
    'JSON of objects a hundred thousand deep',
    async () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n`,
    /record 1: The record has objects within objects too far down/,
  ],
  [
    'a document of another Office program',
    async () => await zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<x/>' }),
    /no workbook in the .xlsx form/,
  ],
  [
    'an old workbook, or one with a password',
    async () => old,
    /old .xls form, or one with a password/,
  ],
  [
    'a web page that is called .xls',
    async () => '<html xmlns:o="urn:schemas-microsoft-com:office:office"><table><tr><td>1',
    /web page that is called a spreadsheet/,
  ],
  ['an XML spreadsheet', async () => '<?xml version="1.0"?><Workbook/>', /XML file/],
  ['a PDF', async () => '%PDF-1.7 …', /a PDF, not a file of rows/],
  ['nothing', async () => '', /file is empty/],
  ['blank lines', async () => '\n\n;;\n', /file is empty/],
  ['a workbook of nothing', async () => await sheet([]), /file is empty/],
  ['a line without end', async () => `a,b\n"${'x'.repeat(9_000_000)}`, /more than 8 million/],
  [
    'a sheet with a row without end',
    async () => {
      const cell = '<c t="s"><v>0</v></c>'
      return await sheet([['x'.repeat(500_000)]], sheetPart(`<row>${cell.repeat(1_000)}</row>`))
    },
    /row 1: The row has more than 8 million characters/,
  ],
]

describe('a file that cannot be taken', () => {
  it.each(refused)('is refused with its reason: %s', async (_, make, message) => {
    const sent = await written(await make())
    const before = process.memoryUsage.rss()
    const refusal = await understandInThread(sent, { kind: 'customers', fields: [] }).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(Refusal)
    expect((refusal as Refusal).message).toMatch(message)
    expect((refusal as Refusal).failure.fix).toMatch(/\.$/)
    expect(process.memoryUsage.rss() - before).toBeLessThan(600_000_000)
    // Nothing is left beside it.
    expect(await readdir(dirname(sent))).toEqual(['sent'])
  })

  it('is what holds more unpacked than the settings allow, which are named as the mend', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [`Cliente ${i}`, i])
    const sent = await written(await sheet([['nome', 'id'], ...rows]))
    const refusal = await toCanonical(sent, { limits: { inflatedBytes: 1024 ** 2 } }).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect((refusal as Refusal).failure).toMatchObject({
      code: 'too_large',
      message: 'Unpacked, the file has more than 1 MB',
      fix: expect.stringContaining('--unpacked-limit'),
    })
  })

  it('may be larger where somebody says so', async () => {
    const made = await zip({ 'a.csv': Buffer.alloc(40_000_000, 'a,b\n') })
    const { path } = await toCanonical(await written(made), { limits: { ratio: 2_000 } })
    expect((await readFile(path)).length).toBe(40_000_000)
  })
})

describe('a file that can be taken all the same', () => {
  it('has links to other files and formulas that reach for them: only what they came to is read', async () => {
    const made = await sheet(
      [
        ['nome', 'cotação'],
        ['Ana', { xml: '><f>[1]Plan1!A1</f><v>5.1</v>' }],
      ],
      {
        'xl/externalLinks/externalLink1.xml':
          '<externalLink><externalBook r:id="x"/></externalLink>',
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>' +
          '<Relationship Id="t" Type="x/sharedStrings" Target="sharedStrings.xml"/>' +
          '<Relationship Id="x" Type="x/externalLink" TargetMode="External" Target="http://127.0.0.1:1/x"/></Relationships>',
      },
    )
    expect(await understood(made)).toMatchObject({ rows: 1, sample: [['Ana', '5.1']] })
  })

  it('has a header and nothing below it', async () => {
    expect(await understood('nome;e-mail\n')).toMatchObject({
      rows: 0,
      headerRow: 1,
      columns: [{ name: 'nome' }, { name: 'e-mail', filled: 0, confidence: 0 }],
    })
  })

  it('has NUL in its cells', async () => {
    const file = await understood('nome,cidade\nAna\0,Recife\n')
    expect(file.sample).toEqual([['Ana\0', 'Recife']])
  })

  it('has a column called __proto__', async () => {
    const file = await understood('{"__proto__": "x", "constructor": "y"}\n')
    expect(file.sample).toEqual([['x', 'y']])
  })
})

describe('a conversion', () => {
  it('ends when it is told to, and leaves nothing', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [`Cliente ${i}`, i])
    const sent = await written(await sheet([['nome', 'id'], ...rows]))
    const stopping = new AbortController()
    const onProgress = () => stopping.abort(new Error('it was cancelled'))
    await expect(
      convertInThread(sent, {}, { signal: stopping.signal, onProgress }),
    ).rejects.toThrow('it was cancelled')
    expect(await readdir(dirname(sent))).toEqual(['sent'])
  })
})
