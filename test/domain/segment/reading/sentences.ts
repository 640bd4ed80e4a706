/**
 * Typical conditions with the sentences that marketers would say: in English and in Brazilian Portuguese.
 * Blanks that do not break (U+00A0, inside amounts) stand here as blanks.
 */
export const sentences: readonly (readonly [text: string, en: string, pt: string])[] = [
  ['everyone', 'Every customer', 'Todos os clientes'],
  ['no one', 'No customer', 'Nenhum cliente'],
  ['city = "Recife"', 'City is “Recife”', 'Cidade é “Recife”'],
  [
    'not city = "Recife"',
    'City is not “Recife” (or is blank)',
    'Cidade não é “Recife” (ou está em branco)',
  ],
  [
    'city is any of ("São Paulo", "Recife", "Olinda")',
    'City is “São Paulo”, “Recife” or “Olinda”',
    'Cidade é “São Paulo”, “Recife” ou “Olinda”',
  ],
  [
    'city is not any of ("São Paulo", "Recife", "Olinda")',
    'City is none of “São Paulo”, “Recife” or “Olinda” (or is blank)',
    'Cidade não é “São Paulo”, “Recife” nem “Olinda” (ou está em branco)',
  ],
  ['birth_date exists', 'Birth date is filled in', 'Data de nascimento tem valor'],
  ['not birth_date exists', 'Birth date is blank', 'Data de nascimento está em branco'],
  [
    'code exactly = "aB-1"',
    'Código is exactly “aB-1” (case and accents included)',
    'Código é exatamente “aB-1” (com as mesmas maiúsculas e acentos)',
  ],
  ['name contains "silva"', 'Name contains “silva”', 'Nome contém “silva”'],
  [
    'not name starts with "Ana"',
    'Name does not start with “Ana” (or is blank)',
    'Nome não começa com “Ana” (ou está em branco)',
  ],
  [
    'email ends with "@gmail.com"',
    'E-mail ends with “@gmail.com”',
    'E-mail termina com “@gmail.com”',
  ],
  [
    'not code matches /^[0-9]+$/',
    'Código does not match the pattern “^[0-9]+$” (or is blank)',
    'Código não segue o padrão “^[0-9]+$” (ou está em branco)',
  ],
  ['children >= 1', 'Filhos is at least 1', 'Filhos é no mínimo 1'],
  [
    'not children >= 1',
    'Filhos is not at least 1 (or is blank)',
    'Filhos não é no mínimo 1 (ou está em branco)',
  ],
  [
    'nps between 7.5 and 10',
    'NPS is between 7.5 and 10 (both included)',
    'NPS está entre 7,5 e 10 (ambos incluídos)',
  ],
  ['spent > 1500', 'Total gasto is more than R$1,500.00', 'Total gasto é maior que R$ 1.500,00'],
  [
    'not spent between 100 and 499.9',
    'Total gasto is not between R$100.00 and R$499.90 (both included; or is blank)',
    'Total gasto não está entre R$ 100,00 e R$ 499,90 (ambos incluídos; ou está em branco)',
  ],
  ['share = 12.5', 'Participação is 12.5%', 'Participação é 12,5 %'],
  ['vip = true', 'Cliente VIP is yes', 'Cliente VIP é sim'],
  [
    'not vip = true',
    'Cliente VIP is not yes (or is blank)',
    'Cliente VIP não é sim (ou está em branco)',
  ],
  [
    'interests includes any of ("café", "viagem")',
    'Interesses includes any of “café” or “viagem”',
    'Interesses inclui algum destes: “café” ou “viagem”',
  ],
  [
    'interests includes all of ("café", "viagem")',
    'Interesses includes all of “café” and “viagem”',
    'Interesses inclui todos estes: “café” e “viagem”',
  ],
  [
    'interests includes none of ("café", "viagem")',
    'Interesses is filled in and includes none of “café” or “viagem”',
    'Interesses tem valor e não inclui nenhum destes: “café” ou “viagem”',
  ],
  [
    'not interests includes none of ("café", "viagem")',
    'Interesses includes at least one of “café” or “viagem” (or is blank)',
    'Interesses inclui algum destes: “café” ou “viagem” (ou está em branco)',
  ],
  [
    'not interests includes any of ("café")',
    'Interesses does not include any of “café” (or is blank)',
    'Interesses não inclui nenhum destes: “café” (ou está em branco)',
  ],
  [
    'birth_date in last 30 days',
    'Birth date is in the past 30 days (up to today)',
    'Data de nascimento está nos últimos 30 dias (até hoje)',
  ],
  [
    'birth_date in next 7 days',
    'Birth date is in the next 7 days (from today on)',
    'Data de nascimento está nos próximos 7 dias (a partir de hoje)',
  ],
  [
    'not last_seen in last 1 month',
    'Última visita is not in the past month (or is blank)',
    'Última visita não está no último mês (ou está em branco)',
  ],
  [
    'birth_date more than 25 years ago and not birth_date more than 35 years ago',
    'Birth date was 25 years ago or earlier, and Birth date was not 35 years ago or earlier (or is blank)',
    'Data de nascimento foi há 25 anos ou mais, e Data de nascimento não foi há 35 anos ou mais (ou está em branco)',
  ],
  [
    'birth_date on 1990-05-17 or birth_date on -0d',
    'Birth date falls on 1990-05-17, or Birth date falls on today',
    'Data de nascimento cai em 17/05/1990, ou Data de nascimento cai hoje',
  ],
  [
    'last_seen after -30d',
    'Última visita is after the day 30 days ago',
    'Última visita é depois do dia de 30 dias atrás',
  ],
  [
    'birth_date anniversary in next 7 days',
    'Birth date has its anniversary in the next 7 days (from today on)',
    'Data de nascimento faz aniversário nos próximos 7 dias (a partir de hoje)',
  ],
  [
    'not birth_date anniversary this month',
    'Birth date does not have its anniversary this month (or is blank)',
    'Data de nascimento não faz aniversário neste mês (ou está em branco)',
  ],
  [
    'birth_date anniversary tomorrow',
    'Birth date has its anniversary tomorrow',
    'Data de nascimento faz aniversário amanhã',
  ],
  [
    'last_seen this week or last_seen last quarter',
    'Última visita is this week, or Última visita is last quarter',
    'Última visita é nesta semana, ou Última visita é no trimestre passado',
  ],
  ['last_seen next month', 'Última visita is next month', 'Última visita é no próximo mês'],
  [
    'birth_date between 1990-01-01 and 1999-12-31',
    'Birth date is from 1990-01-01 to 1999-12-31 (both days included)',
    'Data de nascimento fica entre 01/01/1990 e 31/12/1999 (ambos os dias incluídos)',
  ],
  [
    'name < "M"',
    'Name comes before “M” in alphabetical order',
    'Nome vem antes de “M” em ordem alfabética',
  ],
  [
    'name >= "M"',
    'Name is “M” or comes after it in alphabetical order',
    'Nome vem a partir de “M” em ordem alfabética (inclusive)',
  ],
  [
    'ship_to is any of ("BR", "PT")',
    'País de entrega is “Brazil” or “Portugal”',
    'País de entrega é “Brasil” ou “Portugal”',
  ],
  ['phone_2 = "+5511987654321"', 'Celular is “(11) 98765-4321”', 'Celular é “(11) 98765-4321”'],
  ['quiz = true', '“É revendedor?” is yes', '“É revendedor?” é sim'],
  ['did "Order Completed"', 'Placed an order at least once', 'Comprou pelo menos uma vez'],
  ['not did "Order Completed"', 'Did not place an order', 'Não comprou'],
  [
    'not did "Order Completed" in last 30 days',
    'Did not place an order in the past 30 days',
    'Não comprou nos últimos 30 dias',
  ],
  [
    'did "Order Completed" at least 2 times in last 90 days',
    'Placed an order at least 2 times in the past 90 days',
    'Comprou pelo menos 2 vezes nos últimos 90 dias',
  ],
  [
    'did "Order Completed" at most 3 times',
    'Placed an order at most 3 times (or never)',
    'Comprou no máximo 3 vezes (ou nunca)',
  ],
  [
    'not did "Order Completed" at most 3 times',
    'It is not true that (placed an order at most 3 times (or never))',
    'Não é verdade que (comprou no máximo 3 vezes (ou nunca))',
  ],
  [
    'not did "Order Completed" at least 3 times in last 1 year',
    'Did not place an order at least 3 times (or never) in the past year',
    'Não comprou pelo menos 3 vezes (ou nunca) no último ano (até agora)',
  ],
  [
    'did "Order Completed" exactly 0 times in last 6 months',
    'Never placed an order in the past 6 months',
    'Nunca comprou nos últimos 6 meses',
  ],
  [
    'did "Order Completed" exactly 1 time this month',
    'Placed an order exactly once this month',
    'Comprou exatamente uma vez neste mês',
  ],
  [
    'did "Order Completed" less than 3 times last month',
    'Placed an order fewer than 3 times (or never) last month',
    'Comprou menos de 3 vezes (ou nunca) no mês passado',
  ],
  [
    'did "Order Completed" more than 1000 times',
    'Placed an order more than 1,000 times',
    'Comprou mais de 1.000 vezes',
  ],
  [
    'count of "Order Completed" is any of (1, 2, 3)',
    'Placed an order exactly 1, 2 or 3 times',
    'Comprou exatamente 1, 2 ou 3 vezes',
  ],
  [
    'did any of ("Product Viewed", "Product Added", "Quiz Taken") at least 5 times this week',
    'Did any of these: (added a product to the cart; viewed a product; did “Quiz Taken”) at least 5 times in total this week',
    'Fez alguma destas ações: (colocou um produto no carrinho; viu um produto; fez “Quiz Taken”) pelo menos 5 vezes ao todo nesta semana',
  ],
  [
    'not did any of ("Product Viewed", "Product Added")',
    'Did not do any of these: (added a product to the cart; viewed a product)',
    'Não fez nenhuma destas ações: (colocou um produto no carrinho; viu um produto)',
  ],
  [
    'did "Quiz Taken" between 60 and 30 days ago',
    'Did “Quiz Taken” at least once between 60 and 30 days ago',
    'Fez “Quiz Taken” pelo menos uma vez entre 60 e 30 dias atrás',
  ],
  [
    'did "Order Completed" from 2026-01-01 to 2026-01-31',
    'Placed an order at least once from 2026-01-01 to 2026-01-31 (both days included)',
    'Comprou pelo menos uma vez de 01/01/2026 até 31/01/2026 (ambos os dias incluídos)',
  ],
  [
    'did "Order Completed" before 2026-01-01 and not did "Order Completed" after -90d',
    'Placed an order at least once before 2026-01-01, and did not place an order after the day 90 days ago',
    'Comprou pelo menos uma vez antes de 01/01/2026, e não comprou depois do dia de 90 dias atrás',
  ],
  [
    'did "Email Sent" and not did "Email Opened" in last 90 days',
    'Was sent an email at least once, and did not open an email in the past 90 days',
    'Recebeu um disparo de e-mail pelo menos uma vez, e não abriu um e-mail nos últimos 90 dias',
  ],
  [
    'did "Product Added" in last 1 hour and not did "Order Completed" in last 1 hour',
    'Added a product to the cart at least once in the past hour, and did not place an order in the past hour',
    'Colocou um produto no carrinho pelo menos uma vez na última hora (até agora), e não comprou na última hora (até agora)',
  ],
  [
    'did "Order Completed" at least 2 times where (total > 100 and not channel = "app")',
    'Placed an order at least 2 times (counting only where total is more than R$100.00, and channel is not “app” (or is blank))',
    'Comprou pelo menos 2 vezes (contando só quando o total é maior que R$ 100,00, e o canal não é “app” (ou está em branco))',
  ],
  [
    'did "Order Completed" where any item (category = "café" and price > 50)',
    'Placed an order at least once (counting only where there is an item where (category is “café”, and price is more than R$50.00))',
    'Comprou pelo menos uma vez (contando só quando há um item em que (a categoria é “café”, e o preço é maior que R$ 50,00))',
  ],
  [
    'did "Order Completed" yesterday where not any item (organic = true)',
    'Placed an order at least once yesterday (counting only where there is no item where (“organic” is yes))',
    'Comprou pelo menos uma vez ontem (contando só quando não há item em que (“organic” é sim))',
  ],
  [
    'sum of total of "Order Completed" in last 90 days >= 500',
    'The sum of total across orders in the past 90 days is at least R$500.00',
    'A soma do total das compras nos últimos 90 dias é no mínimo R$ 500,00',
  ],
  [
    'sum of total of "Order Completed" in last 90 days < 500',
    'The sum of total across orders in the past 90 days is less than R$500.00 (0 for whoever did none of it)',
    'A soma do total das compras nos últimos 90 dias é menor que R$ 500,00 (0 para quem não fez nada disso)',
  ],
  [
    'not sum of total of "Order Completed" >= 500',
    'The sum of total across orders is not at least R$500.00 (0 for whoever did none of it)',
    'A soma do total das compras não é no mínimo R$ 500,00 (0 para quem não fez nada disso)',
  ],
  [
    'not average of total of "Order Completed" > 80',
    'The average total across orders is not more than R$80.00 (or has no value)',
    'A média do total das compras não é maior que R$ 80,00 (ou não tem valor)',
  ],
  [
    'maximum of total of "Order Completed" this year >= 1000',
    'The highest total across orders this year is at least R$1,000.00',
    'O maior total das compras neste ano é no mínimo R$ 1.000,00',
  ],
  [
    'minimum of items.price of "Order Completed" < 10',
    'The lowest item price across orders is less than R$10.00',
    'O menor preço dos itens das compras é menor que R$ 10,00',
  ],
  [
    'sum of items.quantity of "Order Completed" last quarter >= 20',
    'The sum of item quantity across orders last quarter is at least 20',
    'A soma da quantidade dos itens das compras no trimestre passado é no mínimo 20',
  ],
  [
    'distinct product_id of "Product Viewed" today where category = "café" >= 3',
    'The number of different values of product code across product views today (counting only where category is “café”) is at least 3',
    'A quantidade de valores diferentes do código do produto das visualizações de produtos hoje (contando só quando a categoria é “café”) é no mínimo 3',
  ],
  [
    'days since last "Order Completed" > 90',
    'The last order was more than 90 full days ago',
    'A última compra foi há mais de 90 dias completos',
  ],
  [
    'not days since last "Order Completed" > 90',
    'The last order was not more than 90 full days ago (or there is none)',
    'A última compra não foi há mais de 90 dias completos (ou não existe)',
  ],
  [
    'days since last any of ("Email Opened", "Email Link Clicked") >= 180',
    'The last of these: (click on an email link; email opening) was at least 180 full days ago',
    'A última destas ações: (clique em link de e-mail; abertura de e-mail) foi há pelo menos 180 dias completos',
  ],
  [
    'most frequent device of "Page Viewed" = "phone"',
    'The most frequent device across page views is “phone”',
    'O dispositivo mais frequente das visualizações de páginas é “phone”',
  ],
  [
    'first coupon of "Order Completed" exists',
    'The first coupon across orders has a value',
    'O primeiro cupom das compras tem valor',
  ],
  [
    'active days of "Page Viewed" in last 30 days >= 5',
    'Viewed a page on at least 5 different days in the past 30 days',
    'Viu uma página em pelo menos 5 dias diferentes nos últimos 30 dias',
  ],
  [
    'active weeks of "Order Completed" in last 1 year < 4',
    'Placed an order in fewer than 4 different weeks (or never) in the past year',
    'Comprou em menos de 4 semanas diferentes (ou nunca) no último ano (até agora)',
  ],
  [
    'in segment "VIP" and not in list "Clube de degustação"',
    'Is in the segment “VIP”, and is not on the list “Clube de degustação”',
    'Está no segmento “VIP”, e não está na lista “Clube de degustação”',
  ],
  [
    'in segment #77',
    'Is in segment number 77, which is no longer there',
    'Está no segmento de número 77, que não existe mais',
  ],
  [
    '(city = "Recife" or city = "Olinda") and not (did "Order Refunded" or did "Order Cancelled")',
    '(City is “Recife”, or City is “Olinda”), and none of this is true: (had an order refunded at least once, or had an order cancelled at least once)',
    '(Cidade é “Recife”, ou Cidade é “Olinda”), e nada disto é verdade: (teve um pedido reembolsado pelo menos uma vez, ou teve um pedido cancelado pelo menos uma vez)',
  ],
  [
    'not (city = "Recife" and vip = true)',
    'Not all of this is true: (City is “Recife”, and Cliente VIP is yes)',
    'Nem tudo isto é verdade: (Cidade é “Recife”, e Cliente VIP é sim)',
  ],
  [
    'not not city = "Recife"',
    'It is not true that (City is not “Recife” (or is blank))',
    'Não é verdade que (Cidade não é “Recife” (ou está em branco))',
  ],
  [
    'city = "Recife" or (vip = true and (children > 2 or everyone))',
    'City is “Recife”, or (Cliente VIP is yes, and (Filhos is more than 2, or is any customer at all))',
    'Cidade é “Recife”, ou (Cliente VIP é sim, e (Filhos é maior que 2, ou é qualquer cliente))',
  ],
  ['city = "a ”b”"', 'City is “a ””b”””', 'Cidade é “a ””b”””'],
]
