import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { atOption } from '../segments/question.ts'
import { exportOptions, exportTo, filePositional, wantedOf } from './file.ts'

export const segmentsExport = command({
  name: 'segments export',
  summary: 'Write the members of a saved segment to a file: CSV, XLSX, JSONL or Parquet',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }, filePositional],
  options: { at: atOption, ...exportOptions },
  examples: [
    { does: 'for Excel', line: 'clientela segments export VIP vip.xlsx --style excel-br' },
  ],
  async run({ positionals: [name = '', file = ''], options }, session) {
    const { id } = await segmentNamed(session, name)
    const { at } = options
    const body = {
      segment: id,
      ...(at === undefined ? {} : { at }),
      ...wantedOf(session, file, options),
    }
    const ask = () => session.download(session.routes.segments.export, { body })
    await exportTo(session, file, { typed: options, ask })
  },
})
