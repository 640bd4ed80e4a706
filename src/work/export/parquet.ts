import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Value, ValueType } from '../../domain/customer/field.ts'
import { cellText, type Styling } from '../../domain/export/style.ts'
import { scale } from '../../domain/number.ts'
import type { Table } from './table.ts'

/** Rows of one group, which are in memory together. */
const groupRows = 10_000

/**
 * A table as Parquet, in pieces, one a row group: integers as INT64, numbers as DECIMAL(18, 4), dates and
 * instants (UTC, milliseconds) as such, lists as lists of text, all else as text; every column may lack a
 * value. Written by our own process: the engine would have to know what each value means.
 */
export async function* parquetPieces<Row>({
  columns,
  rows,
  styling,
}: Table<Row>): AsyncGenerator<Uint8Array> {
  const out = new ByteWriter(1 << 20)
  const writer = new ParquetWriter({
    writer: out,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.flatMap(({ name, type }) => elements(name, type)),
    ],
    createdBy: 'clientela',
  })
  let group: Row[] = []
  const write = async (): Promise<void> => {
    const columnData = columns.map(({ name, type, of }) => ({
      name,
      offsetIndex: false,
      data: group.map((row) => {
        const value = of(row)
        return value === undefined ? undefined : physical(type, value, styling)
      }),
    }))
    group = []
    await writer.write({ columnData, rowGroupSize: groupRows })
  }
  for await (const batch of rows) {
    for (const row of batch) {
      group.push(row)
      if (group.length < groupRows) continue
      await write()
      yield taken(out)
    }
  }
  if (group.length > 0) await write()
  await writer.finish()
  yield taken(out)
}

/** What has been written since; the writer begins its buffer anew, and goes on counting. */
function taken(out: ByteWriter): Uint8Array {
  const bytes = out.getBytes().slice()
  out.index = 0
  return bytes
}

function elements(name: string, type: ValueType): SchemaElement[] {
  const repetition_type = 'OPTIONAL'
  switch (type) {
    case 'integer':
      return [{ name, repetition_type, type: 'INT64' }]
    case 'decimal':
    case 'money':
      return [
        {
          name,
          repetition_type,
          type: 'INT64',
          converted_type: 'DECIMAL',
          precision: 18,
          scale: 4,
        },
      ]
    case 'boolean':
      return [{ name, repetition_type, type: 'BOOLEAN' }]
    case 'date':
      return [{ name, repetition_type, type: 'INT32', converted_type: 'DATE' }]
    case 'datetime':
      return [
        {
          name,
          repetition_type,
          type: 'INT64',
          converted_type: 'TIMESTAMP_MILLIS',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        },
      ]
    case 'list':
      return [
        { name, repetition_type, converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type, type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      ]
    case 'text':
    case 'choice':
    case 'location':
      return [{ name, repetition_type, type: 'BYTE_ARRAY', converted_type: 'UTF8' }]
  }
}

function physical(type: ValueType, value: Value, styling: Styling): unknown {
  if (type === 'integer') return BigInt(value as number) / BigInt(scale)
  if (type === 'decimal' || type === 'money' || type === 'datetime') return BigInt(value as number)
  if (typeof value === 'object' && 'lat' in value) return cellText({ type }, value, styling)
  return value
}
