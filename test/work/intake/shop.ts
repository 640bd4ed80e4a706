/** What a shop of these tests says of itself. */
export const shop = {
  zone: 'America/Sao_Paulo',
  weekStart: 1,
  currency: 'BRL',
  country: 'BR',
} as const
