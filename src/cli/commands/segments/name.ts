import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'

export const segmentsName = command({
  name: 'segments name',
  summary: 'Make a segment readable as a yes or no field, under a name the shop gives',
  details:
    'The field is no copy: it says who is in the segment whenever it is asked, in a customer’s record, conditions, promotions, exports and on forms. It is renamed and put away by `calculated change`, and keeps the segment from being deleted. Given again it is the same one.',
  positionals: [{ name: 'SEGMENT', says: 'Its name, with or without @, or its id' }],
  options: {
    as: { type: 'string', required: true, value: 'NAME', says: 'Of the field: a-z, 0-9, _ and .' },
    label: { type: 'string', value: 'TEXT', says: "What people read; else the segment's name" },
  },
  examples: [{ does: 'resellers', line: `clientela segments name '@Resellers' --as reseller` }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const segment = await segmentNamed(session, given)
    const { as: name, label } = options
    const body = { name, ...(label === undefined ? {} : { label }) }
    const field = await ask(routes.segmentFields.read, { params: { id: segment.id }, body })
    output.result(field, () => [`${field.name} says who is in ${segment.name}: ${field.text}`])
  },
})
