/**
 * What exports have beside identifiers and fields, by name, with the label of the style for people in Brazil.
 * An import finds a file of ours by {@link ownId}, and knows the others by name and label then.
 */
export const customerColumns = {
  clientela_id: 'ID Clientela',
  lists: 'Listas',
  created: 'Criado em',
  updated: 'Atualizado em',
  known: 'Conhecido',
} as const

/** The same of events. */
export const eventColumns = {
  event_id: 'ID do evento',
  event: 'Evento',
  time: 'Data e hora',
  clientela_id: customerColumns.clientela_id,
  channel: 'Canal',
  source: 'Origem',
  import: 'Importação',
  properties: 'Propriedades',
} as const

/** The customer's id here. Not `id`, which in other programs' files is the id that the shop knows. */
export const ownId = 'clientela_id'

/** Of a kind of identifier that is none of the common ones, the column is called so, and then as the kind. */
export const kindPrefix = 'identifier.'
