import { expect, test } from 'vitest'
import { nearestFlip } from '../../../../src/domain/segment/flip/nearest.ts'
import { changesAt } from '../../../../src/domain/segment/nextChange.ts'
import { readFlip } from '../../../../src/domain/segment/reading/flip.ts'
import { namesOf } from '../../../../src/domain/segment/text/names.ts'
import { base, said } from '../saying.ts'
import { event, facts, ranked } from '../world.ts'

const who = facts({
  fields: new Map([['city', { type: 'text' as const, value: 'Olinda' }]]),
  events: [
    event('Order Completed', '2026-03-01T08:00:00Z', { total: 10 }),
    event('Order Completed', '2026-03-02T08:30:00Z', { total: 20 }),
  ],
})
const known = {
  names: namesOf(new Map(), new Map([[1, 'fair']])),
  fields: base.fields,
  values: { zone: base.shop.zone, country: 'BR', currency: 'BRL' },
}

test.each([
  [
    'city = "Recife"',
    'This would change if city were “Recife”.',
    'Isso mudaria se city fosse “Recife”.',
  ],
  [
    'sum of total of "Order Completed" in last 30 days >= 110',
    'This would change with one more order where total is at least R$80.00, until 31 March 2026 at 08:00.',
    'Isso mudaria com mais uma compra em que o total fosse no mínimo R$ 80,00, até 31 de março de 2026 às 08:00.',
  ],
  [
    'did "Order Completed" at least 4 times',
    'This would change with 2 more orders.',
    'Isso mudaria com mais 2 compras.',
  ],
  [
    'days since last "Order Completed" > 20',
    'This will change when 7 days have passed (on 23 March 2026 at 08:30).',
    'Isso mudará passados 7 dias (em 23 de março de 2026 às 08:30).',
  ],
  [
    'not did "Order Completed" at least 2 times',
    'This would change without the order of 2 March 2026 at 08:30.',
    'Isso mudaria sem a compra de 2 de março de 2026 às 08:30.',
  ],
  [
    'did "Order Completed" at most 1 times in last 1 days and city = "Olinda" and days since last "Order Completed" > 20',
    'This will change when 7 days have passed (on 23 March 2026 at 08:30).',
    'Isso mudará passados 7 dias (em 23 de março de 2026 às 08:30).',
  ],
  [
    'did "Order Completed" from 2026-01-01 to 2026-01-31 where (total > 100)',
    'This would change with one more order on 31 January 2026 at 23:59 where total is more than R$100.00.',
    'Isso mudaria com mais uma compra em 31 de janeiro de 2026 às 23:59 em que o total fosse maior que R$ 100,00.',
  ],
  [
    'birth_date exists and birth_date after 2026-03-01',
    'This would change if “birth_date” were, for example, 15 March 2026.',
    'Isso mudaria se “birth_date” fosse, por exemplo, 15 de março de 2026.',
  ],
  [
    'days since last "Order Completed" > 20 and city = "Recife"',
    'This would change when 7 days have passed (on 23 March 2026 at 08:30) and if city were “Recife”.',
    'Isso mudaria passados 7 dias (em 23 de março de 2026 às 08:30) e se city fosse “Recife”.',
  ],
  [
    'top 1 by score',
    'Nothing was found that takes 3 changes or fewer. Not searched: what would give another place among the other customers.',
    'Nada foi encontrado com até 3 mudanças. Não foi procurado: o que daria outro lugar entre os demais clientes.',
  ],
  [
    'city = "Recife" and code = "a" or top 1 by score',
    'This would change if city were “Recife” and if code were “a”. Perhaps fewer changes would do. Not searched: what would give another place among the other customers.',
    'Isso mudaria se city fosse “Recife” e se code fosse “a”. Talvez bastem menos mudanças. Não foi procurado: o que daria outro lugar entre os demais clientes.',
  ],
  [
    'in list "fair"',
    'This would change if put on the list “fair”.',
    'Isso mudaria se entrasse na lista “fair”.',
  ],
  [
    'consented to "news" by email',
    'This would change if they consented to “news” by email.',
    'Isso mudaria se consentisse com “news” por e-mail.',
  ],
  [
    'everyone',
    'Nothing that takes 3 changes or fewer would change this.',
    'Nada que exija até 3 mudanças mudaria isso.',
  ],
])('what would turn %s is said as people say it', (text, english, portuguese) => {
  const condition = said(text)
  const asked = ranked(base, [who], [condition])
  const search = nearestFlip(condition, who, asked, changesAt(condition, who, asked))
  let step = search.next()
  while (step.done !== true) step = search.next()
  const flip = step.value
  const shown = (['en', 'pt-BR'] as const).map((locale) =>
    readFlip(flip, locale, known).whole.replaceAll('\u00a0', ' '),
  )
  expect(shown).toEqual([english, portuguese])
})
