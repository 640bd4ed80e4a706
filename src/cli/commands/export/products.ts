import { command } from '../../command.ts'
import { exportOptions, exportTo, filePositional, wantedOf } from './file.ts'

export const productsExport = command({
  name: 'products export',
  summary: 'Write products to a file: CSV, XLSX, JSONL or Parquet',
  positionals: [filePositional],
  options: {
    search: { type: 'string', value: 'TEXT', says: 'In id, name, category and brand' },
    ...exportOptions,
  },
  examples: [{ does: 'all of them', line: 'clientela products export products.csv' }],
  async run({ positionals: [file = ''], options }, session) {
    const { search } = options
    const query = {
      ...wantedOf(session, file, options),
      ...(search === undefined ? {} : { search }),
    }
    const ask = () => session.download(session.routes.products.export, { query })
    await exportTo(session, file, { typed: options, ask })
  },
})
