/** Zones with a change of clocks in reach, at midnight, by half an hour, of a whole day; and without any. */
export const places: readonly (readonly [zone: string, near: string])[] = [
  ['UTC', '2024-02-29T00:00Z'],
  // Who was born on 29 February has her day on the 1st of March.
  ['America/Sao_Paulo', '2023-03-01T03:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00Z'],
  ['Europe/London', '2019-03-31T01:00Z'],
  ['Europe/London', '2019-10-27T01:00Z'],
  ['Australia/Lord_Howe', '2019-10-05T15:30Z'],
  ['Australia/Lord_Howe', '2020-04-04T15:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  // Back from 00:01 to 23:01 of the day before.
  ['America/St_Johns', '2009-11-01T02:31Z'],
  ['America/St_Johns', '2009-11-01T02:45Z'],
  ['Asia/Kathmandu', '2020-12-31T18:15Z'],
  ['America/New_York', '1969-12-31T23:00Z'],
]

export const texts = [
  'São Paulo',
  'SAO PAULO',
  'sao paulo',
  'Recife',
  'recife',
  'straße',
  'STRASSE',
  'Ångström 日本',
  'İstanbul',
  '🎉 𝒳',
  "O'Fallon",
  'a\\b%_\t"c"',
  'ﬁrst',
  '2019-03-31',
] as const
export const few = ['São Paulo', 'SAO PAULO', 'Recife', 'straße'] as const

/** In ten-thousandths. */
export const numbers = [
  0, 1, -1, 10_000, 20_000, 20_001, 19_999, 30_000, 1_000_000, -50_000,
] as const
export const huge = [8_999_999_999_999_999, -8_999_999_999_999_999] as const

export const eventNames = [
  'Order Completed',
  'Order Refunded',
  'Product Viewed',
  'Email Opened',
  "'); DROP TABLE events; --",
  'página {p0:String}',
] as const
export const paths = [
  'total',
  'value',
  'quantity',
  'price',
  'duration',
  'order_id',
  'category',
  'address.city',
  "it's \\. `quoted`",
  'when',
  'tags',
  'gift',
  'mixed',
  'channel',
  'source',
  'currency',
  'absent',
  // What every object of JavaScript has.
  'toString',
] as const
export const itemPaths = [
  'quantity',
  'price',
  'product_id',
  'category',
  'weight',
  'fresh',
  'valueOf',
] as const
export const channels = ['site', 'store', 'email', ''] as const
export const interests = ['Jazz', 'jazz', 'Café', 'tea', 'Beer'] as const

export const purposes = ['news', 'News', 'research'] as const
export const consentChannels = ['email', 'sms', 'e-mail 2'] as const
