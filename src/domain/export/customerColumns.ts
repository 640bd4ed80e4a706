/**
 * What an export of customers has beside identifiers and fields, by name, with the label of the style for
 * people in Brazil. An import knows them by both: `id` and `lists` can be brought back, the rest is ours.
 */
export const customerColumns = {
  id: 'ID do cliente',
  lists: 'Listas',
  created: 'Criado em',
  updated: 'Atualizado em',
  known: 'Conhecido',
} as const
