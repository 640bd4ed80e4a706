import { expect, test } from 'vitest'
import { suggestEmail } from '../../../../src/domain/customer/formats/email.ts'

test.each([
  ['ana@gmial.com', 'ana@gmail.com'],
  ['ana@gmai.com', 'ana@gmail.com'],
  ['ana@gmail.con', 'ana@gmail.com'],
  ['ana@gmail.co', 'ana@gmail.com'],
  ['ana@gmail.com.br', 'ana@gmail.com'],
  ['ana@gmailcom', 'ana@gmail.com'],
  ['ana@gmail', 'ana@gmail.com'],
  ['Ana.Souza+x@GMAL.com', 'ana.souza+x@gmail.com'],
  ['ana@hotmal.com', 'ana@hotmail.com'],
  ['ana@hotmial.com', 'ana@hotmail.com'],
  ['ana@hotmail.cm', 'ana@hotmail.com'],
  ['ana@outlok.com', 'ana@outlook.com'],
  ['ana@yaho.com.br', 'ana@yahoo.com.br'],
  ['ana@yahoo.con.br', 'ana@yahoo.com.br'],
  ['ana@yahoo.combr', 'ana@yahoo.com.br'],
  ['ana@uol.com.b', 'ana@uol.com.br'],
  ['ana@bol.com', 'ana@bol.com.br'],
  ['ana@terra.com', 'ana@terra.com.br'],
  ['ana@ig.com', 'ana@ig.com.br'],
  ['ana@globo.com.br', 'ana@globo.com'],
  ['ana@icloud.com.br', 'ana@icloud.com'],
  ['ana@iclud.com', 'ana@icloud.com'],
  ['ana@live.co', 'ana@live.com'],
])('who wrote %s probably meant %s', (given, meant) => {
  expect(suggestEmail(given)).toBe(meant)
})

test.each([
  'ana@gmail.com',
  'ana@hotmail.com.br',
  'ana@hotmail.fr',
  'ana@mail.com',
  'ana@email.com',
  'ana@aol.com',
  'ana@sol.com.br',
  'ana@vol.com.br',
  'ana@loja.com.br',
  'ana@graal.com',
  'ana@example.com',
  'ana@yahoo.co.uk',
  'ana@usp.br',
  'ana',
  '@gmial.com',
  'ana@',
])('of %s nothing is suspected', (given) => {
  expect(suggestEmail(given)).toBeUndefined()
})
