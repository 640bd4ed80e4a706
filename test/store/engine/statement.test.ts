import { describe, expect, test } from 'vitest'
import { readStatement } from '../../../src/store/engine/statement.ts'

function codeOf(text: string, reading = false): number | undefined {
  const statement = readStatement(text, reading)
  return statement.kind === 'refused' ? statement.code : undefined
}

describe('one statement a call', () => {
  test.each([
    'SELECT 1',
    'SELECT 1;',
    'SELECT 1;; ; -- over\n',
    `SELECT ';' /* ; */, ";" -- ; SELECT 2\n`,
    'SELECT `a;b`, $x$ ; $x$, $$;$$',
    `SELECT 'it''s; \\'; ' # ; SELECT 2`,
    `INSERT INTO t VALUES (1, 'a;b'), (2, ');');`,
  ])('is %s', (text) => {
    expect(codeOf(text)).toBeUndefined()
  })

  test.each([
    'SELECT 1; SELECT 2',
    `SELECT '\\\\'; DROP TABLE t`,
    `SELECT $a$ ' $a$; DROP TABLE t -- '`,
    `SELECT "a\\\\"; DROP TABLE t`,
    '/* ; */ SELECT 1; DROP TABLE t',
    "INSERT INTO t VALUES (1, 'x'); DROP TABLE t",
    'INSERT INTO t SELECT 1; DROP TABLE t',
  ])('is not %s', (text) => {
    expect(codeOf(text)).toBe(62)
  })
})

describe('files of the host', () => {
  test.each([
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 into/* */outfile '/tmp/x'",
    "SELECT 1 INTO\u00c2\u00a0OUTFILE '/tmp/x'",
    "SELECT 1 INTO\0OUTFILE '/tmp/x'",
    "SELECT $a$ ' $a$ INTO OUTFILE '/tmp/x' -- '",
    "SELECT 1 -- x\n INTO -- y\n OUTFILE '/tmp/x'",
  ])('are not written by %s', (text) => {
    expect(codeOf(text)).toBe(358)
  })

  test('are not read by an INSERT', () => {
    expect(codeOf("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV")).toBe(48)
  })

  test.each([
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT `\\x66ile`('/etc/passwd')",
    'SELECT * APPLY(file) FROM t',
    "SELECT arrayMap(file, ['/etc/passwd'])",
    'KILL QUERY WHERE 1',
    'SET readonly = 0',
  ])('a reader is refused %s', (text) => {
    expect(codeOf(text, true)).toBe(164)
    expect(codeOf(text, false)).toBeUndefined()
  })

  test('words in strings and names are no orders', () => {
    expect(codeOf(`SELECT 'INTO OUTFILE', "INTO" "OUTFILE", 'file'`, true)).toBeUndefined()
  })
})

describe('an INSERT with data', () => {
  test.each([
    ['INSERT INTO t FORMAT JSONEachRow', 'JSONEachRow', '', { table: 't', columns: undefined }],
    ['INSERT INTO t FORMAT TSV\n1\t2\n', 'TSV', '1\t2\n', { table: 't', columns: undefined }],
    ['insert into `t` (a, `b`) format CSV \r\n1', 'CSV', '1', { table: 't', columns: ['a', 'b'] }],
    ['INSERT INTO TABLE d.t FORMAT TSV\n', 'TSV', '', { table: 'd.t', columns: undefined }],
    ['INSERT INTO values FORMAT TSV\n', 'TSV', '', { table: 'values', columns: undefined }],
    ['INSERT INTO d.values VALUES (1)', 'Values', ' (1)', undefined],
    ['INSERT INTO t SETTINGS max_threads = 1 FORMAT TSV\n', 'TSV', '', undefined],
    ['INSERT INTO `a b` FORMAT TSV\n', 'TSV', '', undefined],
    ['INSERT INTO FUNCTION null() FORMAT TSV\n', 'TSV', '', undefined],
    [
      'INSERT INTO t FORMAT JSONEachRow {"a":"; \'"}',
      'JSONEachRow',
      '{"a":"; \'"}',
      { table: 't', columns: undefined },
    ],
  ])('%j is read', (text, format, data, target) => {
    const statement = readStatement(text, false)
    if (statement.kind !== 'insert') throw new Error(statement.kind)
    expect({ format: statement.format, data: text.slice(statement.dataAt) }).toEqual({
      format,
      data,
    })
    expect(statement.target).toEqual(target)
  })

  test.each([
    'INSERT INTO t SELECT 1',
    'INSERT INTO t WITH 1 AS a SELECT a',
    'SELECT 1 FORMAT TSV',
  ])('%s has none', (text) => {
    expect(readStatement(text, false).kind).toBe('plain')
  })
})

test('a text of a million quotes is read in linear time', () => {
  const before = process.cpuUsage().user
  expect(codeOf(`SELECT '${"\\'".repeat(1_000_000)}'; SELECT 2`)).toBe(62)
  expect(codeOf(`SELECT 1 ${'/*'.repeat(200_000)}`)).toBeUndefined()
  expect(process.cpuUsage().user - before).toBeLessThan(10e6)
})
