import { command } from '../../command.ts'
import { exportOptions, exportTo, filePositional, wantedOf } from './file.ts'

export const customersExport = command({
  name: 'customers export',
  summary: 'Write customers to a file: CSV, XLSX, JSONL or Parquet',
  details:
    'Identifiers, fields and lists of everyone, or of who meets a condition. What is exported can be imported ' +
    'again as it is. Several values in a cell are separated by |; an apostrophe guards texts that a ' +
    'spreadsheet would run as formulas, and imports take it off again.',
  positionals: [filePositional],
  options: {
    condition: { type: 'string', value: 'TEXT', says: 'Who, in words; everyone when left out' },
    search: { type: 'string', value: 'TEXT', says: 'In searchable fields and identifiers' },
    ...exportOptions,
  },
  examples: [
    { does: 'everyone, for a program', line: 'clientela customers export customers.csv' },
    {
      does: 'for Excel in Brazil',
      line: 'clientela customers export clientes.csv --style excel-br',
    },
    {
      does: 'some of them, some columns',
      line: `clientela customers export recife.xlsx --condition 'city = "Recife"' --columns name,email,city`,
    },
  ],
  async run({ positionals: [file = ''], options }, session) {
    const { condition, search } = options
    const query = {
      ...wantedOf(session, file, options),
      ...(condition === undefined ? {} : { condition }),
      ...(search === undefined ? {} : { search }),
    }
    const ask = () => session.download(session.routes.customers.export, { query })
    await exportTo(session, file, { typed: options, ask })
  },
})
