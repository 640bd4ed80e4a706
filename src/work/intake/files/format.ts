import { open } from 'node:fs/promises'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'

/** What a file is by its first bytes, not by its name: still packed, perhaps. */
export type Container = 'text' | 'gzip' | 'zip' | 'parquet' | 'json'

/** Tells what a file is. Throws a Refusal for what is known not to be read: `.xls`, web pages, pictures. */
export async function containerOf(path: string): Promise<Container> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(beginningBytes)
    const { bytesRead } = await file.read(buffer, 0, beginningBytes, 0)
    const bytes = buffer.subarray(0, bytesRead)
    const wrong = strangers.find(({ signature }) => startsWith(bytes, signature))
    if (wrong !== undefined) throw new Refusal(wrong.says)
    if (startsWith(bytes, Buffer.from([0x1f, 0x8b]))) return 'gzip'
    if (zips.some((signature) => startsWith(bytes, signature))) return 'zip'
    if (startsWith(bytes, Buffer.from('PAR1'))) return 'parquet'
    return textForm(bytes)
  } finally {
    await file.close()
  }
}

function textForm(bytes: Buffer): Container {
  const start = bytes
    .toString('latin1')
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\0', '')
    .trimStart()
  if (/^(?:<!doctype html|<html|<table|<meta|<head|<body|<style|<div)/i.test(start)) {
    throw new Refusal(page)
  }
  if (/^<\?xml|^<[a-z]+[\s>]/i.test(start)) throw new Refusal(xml)
  // A row of CSV may begin with a brace, but not with one and a quote, or with one in brackets.
  return /^\{\s*(?:"|\}|$)|^\[\s*(?:\{|\]|$)/.test(start) ? 'json' : 'text'
}

const beginningBytes = 4_096

function startsWith(bytes: Buffer, signature: Buffer): boolean {
  return bytes.subarray(0, signature.length).equals(signature)
}

/** Of a file, of none, of a part. */
const zips = [
  Buffer.from('PK\u0003\u0004'),
  Buffer.from('PK\u0005\u0006'),
  Buffer.from('PK\u0007\u0008'),
]

const page = failure('invalid', 'This is a web page that is called a spreadsheet', {
  fix: 'Open it in a spreadsheet program and save it as .xlsx.',
})

const xml = failure('invalid', 'This is an XML file', {
  fix: 'Open it in a spreadsheet program and save it as .xlsx or .csv.',
})

function unreadable(what: string): Failure {
  return failure('invalid', `This is ${what}, not a file of rows`, {
    fix: 'Send CSV, XLSX, JSON or Parquet, packed by gzip or zip if need be.',
  })
}

/** Of Office programs before 2007, and what they encrypt today. */
const oldOffice = failure(
  'invalid',
  'This is a workbook in the old .xls form, or one with a password',
  { fix: 'Open it in a spreadsheet program and save it as .xlsx, without a password.' },
)

const strangers: readonly { readonly signature: Buffer; readonly says: Failure }[] = [
  { signature: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), says: oldOffice },
  { signature: Buffer.from('%PDF-'), says: unreadable('a PDF') },
  { signature: Buffer.from([0x89, 0x50, 0x4e, 0x47]), says: unreadable('a picture') },
  { signature: Buffer.from([0xff, 0xd8, 0xff]), says: unreadable('a picture') },
  { signature: Buffer.from('GIF8'), says: unreadable('a picture') },
  { signature: Buffer.from('Rar!'), says: unreadable('a RAR archive') },
  {
    signature: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    says: unreadable('a 7z archive'),
  },
  { signature: Buffer.from('BZh9'), says: unreadable('packed by bzip2') },
  { signature: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), says: unreadable('packed by xz') },
  { signature: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), says: unreadable('packed by zstd') },
  { signature: Buffer.from('SQLite format 3\0'), says: unreadable('a database') },
  { signature: Buffer.from('{\\rtf'), says: unreadable('a text document') },
  { signature: Buffer.from([0x7f, 0x45, 0x4c, 0x46]), says: unreadable('a program') },
]
