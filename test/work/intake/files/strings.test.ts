import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MarkupReader } from '../../../../src/work/intake/files/xlsx/markup.ts'
import { StringGatherer } from '../../../../src/work/intake/files/xlsx/strings.ts'
import { written } from './place.ts'

/** Every text is another, of some length and with letters of several bytes. */
function textAt(i: number): string {
  return `${i}é漢${'x'.repeat((i * 7919) % 3_000)}`
}

describe('the texts of a workbook', () => {
  it('are all there in any order, those too that do not fit into memory', async () => {
    const path = await written('')
    const gatherer = new StringGatherer(`${path}.texts`)
    const reader = new MarkupReader(gatherer)
    const count = 30_000
    let characters = 0
    for (let i = 0; i < count; i++) {
      characters += textAt(i).length
      reader.push(`<si><t>${textAt(i)}</t></si>`)
    }
    expect(characters).toBeGreaterThan(40_000_000)
    reader.end()
    const strings = gatherer.finish()
    for (let n = 0; n < 5_000; n++) {
      const i = (n * 12_347) % count
      expect(strings.get(i)).toBe(textAt(i))
    }
    expect(strings.get(count)).toBe('')
    expect(strings.get(count - 1)).toBe(textAt(count - 1))
    strings.close()
    expect(await readdir(dirname(path))).toEqual(['sent'])
  })
})
