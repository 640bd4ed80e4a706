import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isFailure } from '../../src/domain/failure.ts'
import { parseField, printField } from '../../src/domain/segment/text/field.ts'
import { namesOf } from '../../src/domain/segment/text/names.ts'
import { parseText } from '../../src/domain/segment/text/parse.ts'
import { printText } from '../../src/domain/segment/text/print.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/conditions.md'), 'utf8')
const names = namesOf(new Map([[1, 'VIP']]), new Map([[1, 'Tasting club']]))

/** The lines of the fenced blocks, and the first example of each row of the tables. */
const examples = [
  ...[...page.matchAll(/```\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n')),
  ...[...page.matchAll(/^\| [^|`]+\| `((?:[^`|]|\\\|)+)`/gm)].map(([, cell = '']) =>
    cell.replaceAll('\\|', '|'),
  ),
]

test('there are examples', () => expect(examples.length).toBeGreaterThan(15))

const isField = (example: string) => example.startsWith('field ')

test.each(examples.filter(isField))('%s', (example) => {
  const field = parseField(example, names)
  if (isFailure(field)) throw new Error(JSON.stringify(field))
  expect(parseField(printField(field, names), names)).toEqual(field)
})

test.each(examples.filter((each) => !isField(each)))('%s', (example) => {
  const condition = parseText(example, names)
  if (isFailure(condition)) throw new Error(JSON.stringify(condition))
  expect(parseText(printText(condition, names), names)).toEqual(condition)
})
