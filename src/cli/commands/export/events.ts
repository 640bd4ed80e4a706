import { command } from '../../command.ts'
import { exportOptions, exportTo, filePositional, wantedOf } from './file.ts'

export const eventsExport = command({
  name: 'events export',
  summary: 'Write events to a file: CSV, XLSX, JSONL or Parquet',
  details:
    'One row an event, by name, customer and time, with the identifiers of whose it is; what the event says ' +
    'is JSON in the column properties.',
  positionals: [filePositional],
  options: {
    condition: {
      type: 'string',
      value: 'TEXT',
      says: 'Of which customers, in words; of all when left out',
    },
    names: { type: 'string', value: 'NAMES', says: 'Which events, separated by commas' },
    since: { type: 'string', value: 'INSTANT', says: 'From this instant on' },
    until: { type: 'string', value: 'INSTANT', says: 'Before this instant' },
    ...exportOptions,
  },
  examples: [
    {
      does: 'the orders of a year',
      line: `clientela events export orders.parquet --names 'Order Completed' --since 2026-01-01T00:00:00Z`,
    },
  ],
  async run({ positionals: [file = ''], options }, session) {
    const { condition, names, since, until } = options
    const query = {
      ...wantedOf(session, file, options),
      ...(condition === undefined ? {} : { condition }),
      ...(names === undefined ? {} : { names }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    }
    const ask = () => session.download(session.routes.events.export, { query })
    await exportTo(session, file, { typed: options, ask })
  },
})
