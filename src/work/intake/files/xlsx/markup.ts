import { failure, Refusal } from '../../../../domain/failure.ts'

/** What is told of a document, in its order. Names come without their prefix. */
export type MarkupHandler = {
  /** @param attributes as they are written: {@link attribute} reads one */
  open(name: string, attributes: string): void
  /** Characters as they are written, perhaps in several pieces: {@link characters} reads them. */
  text(written: string): void
  close(name: string): void
}

/**
 * Reads the XML of a workbook in pieces of any length. Our own, because a sheet may have a hundred
 * million elements and only four kinds of them matter, and because nothing but elements and characters is
 * wanted: a document type is refused, so that there are no entities but the five of XML, and nothing is
 * ever fetched.
 */
export class MarkupReader {
  private readonly handler: MarkupHandler
  private pending = ''

  constructor(handler: MarkupHandler) {
    this.handler = handler
  }

  push(piece: string): void {
    const text = this.pending === '' ? piece : this.pending + piece
    const rest = this.read(text)
    this.pending = text.slice(rest)
    if (this.pending.length > longestTag) throw new Refusal(damagedXml)
  }

  end(): void {
    if (this.pending.trim() !== '') throw new Refusal(damagedXml)
  }

  /** @returns where what could not be read yet begins */
  private read(text: string): number {
    let at = 0
    while (at < text.length) {
      const tag = text.indexOf('<', at)
      if (tag === -1) return this.readText(text, at)
      if (tag > at) this.handler.text(text.slice(at, tag))
      const end = this.readTag(text, tag)
      if (end === undefined) return tag
      at = end
    }
    return at
  }

  /** The text so far, without a reference that may be cut. */
  private readText(text: string, at: number): number {
    const reference = text.lastIndexOf('&')
    const end = reference >= at && text.length - reference < 12 ? reference : text.length
    if (end > at) this.handler.text(text.slice(at, end))
    return end
  }

  /** @returns behind the tag; undefined where it goes on in the next piece */
  private readTag(text: string, tag: number): number | undefined {
    const next = text.charCodeAt(tag + 1)
    if (next === questionMark || next === exclamation) return this.readOther(text, tag)
    const end = tagEnd(text, tag)
    if (end === -1) return undefined
    if (next === slash) {
      this.handler.close(withoutPrefix(text.slice(tag + 2, end).trimEnd()))
      return end + 1
    }
    const closed = text.charCodeAt(end - 1) === slash
    const last = closed ? end - 1 : end
    let nameEnd = tag + 1
    while (nameEnd < last && text.charCodeAt(nameEnd) > blank) nameEnd++
    const name = withoutPrefix(text.slice(tag + 1, nameEnd))
    this.handler.open(name, text.slice(nameEnd, last))
    if (closed) this.handler.close(name)
    return end + 1
  }

  /** What is no element: passed over, but for characters in CDATA. A document type is refused. */
  private readOther(text: string, tag: number): number | undefined {
    for (const [start, stop] of others) {
      if (!text.startsWith(start, tag)) {
        if (start.startsWith(text.slice(tag))) return undefined
        continue
      }
      const end = text.indexOf(stop, tag + start.length)
      if (end === -1) return undefined
      if (start === cdata) {
        const verbatim = text.slice(tag + start.length, end)
        this.handler.text(verbatim.replaceAll('&', '&amp;'))
      }
      return end + stop.length
    }
    throw new Refusal(
      failure(
        'invalid',
        'The workbook has a document type (DTD), which no spreadsheet program writes',
        {
          fix: 'Open it in a spreadsheet program and save it again as .xlsx.',
        },
      ),
    )
  }
}

/** One attribute's value; undefined where there is none of that name. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at !== -1; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1)
    if (before > blank && before !== colon) continue
    const found = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes.slice(at + name.length))
    if (found !== null) return characters(found[1] ?? found[2] ?? '')
  }
  return undefined
}

/** Characters as they are meant: the five entities of XML, and references by number. */
export function characters(written: string): string {
  if (!written.includes('&')) return written
  return written.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|([a-z]{2,4}));/g,
    (all, ...parts) => {
      const [decimal, hexadecimal, name] = parts as (string | undefined)[]
      if (name !== undefined) return entities[name] ?? all
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
    },
  )
}

/** Where the `>` of that tag stands, -1 where it is not there yet: one in an attribute's value ends nothing. */
function tagEnd(text: string, tag: number): number {
  for (let at = tag + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === greater) return at
    if (code !== quotationMark && code !== apostrophe) continue
    at = text.indexOf(code === apostrophe ? "'" : '"', at + 1)
    if (at === -1) return -1
  }
  return -1
}

function withoutPrefix(name: string): string {
  const at = name.indexOf(':')
  return at === -1 ? name : name.slice(at + 1)
}

export const damagedXml = failure('invalid', 'The workbook is damaged: a part of it is no XML', {
  fix: 'Open it in a spreadsheet program and save it again as .xlsx.',
})

const cdata = '<![CDATA['
const others = [
  ['<?', '?>'],
  ['<!--', '-->'],
  [cdata, ']]>'],
] as const

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

/** A comment, or characters in CDATA, may be as long. */
const longestTag = 2_097_152
const questionMark = 63
const exclamation = 33
const slash = 47
const greater = 62
const quotationMark = 34
const apostrophe = 39
const blank = 32
const colon = 58
