import { fold } from '../../fold.ts'
import type { FieldType } from '../field.ts'
import type { Meaning } from './meaning.ts'

/** Whether a text only stands where somebody had to write something: `n/a`, `-`, `não informado`, `xxx`. */
export function isLeftover(text: string, type: FieldType, meaning: Meaning): boolean {
  if (text.length > 60) return false
  if (/^[\p{P}\s]+$/u.test(text)) return true
  const plain = fold(text)
    .replaceAll(/[\s_]+/g, ' ')
    .replaceAll(/^[([<{"'*.-]+|[)\]>}"'*.!-]+$/g, '')
    .trim()
  if (type === 'email') return isLeftoverAddress(plain)
  // Namibia's code, and what spreadsheets write where they find nothing.
  if (type === 'country' && plain === 'na') return false
  if (everywhere.has(plain) || /^x{3,}$|^(?:teste?s?|testing)[ -]?\d{0,4}$/.test(plain)) return true
  if (meaning === 'name') return inNames.has(plain) || /^(\p{L})\1{2,}$|^xx$/u.test(plain)
  return meaning === 'place' && /^(\p{L})\1{2,}$|^xx$/u.test(plain)
}

/** Addresses that people write where one is demanded. */
function isLeftoverAddress(address: string): boolean {
  const [local = '', domain = ''] = address.split('@')
  const [name = ''] = domain.split('.')
  if (/^(?:x+|a+|0+|1+)$/.test(local) && /^(?:x+|a+|0+|1+)$/.test(name)) return true
  const bare = local.replaceAll(/[._-]/g, '')
  if (noAddress.has(bare)) return true
  return bare === 'email' && name === 'email'
}

const everywhere: ReadonlySet<string> = new Set(
  (
    'n/a|n.a|n/d|n.d|n/i|n/c|#n/a|#n/d|#ref|#valor|#value|#name?|#nome?|#div/0|null|nulo|none|nil|' +
    'undefined|nan|nao informado|nao informada|nao informou|nao consta|nao tem|nao possui|nao sabe|' +
    'nao declarado|nao identificado|nao disponivel|nao cadastrado|nao se aplica|sem informacao|' +
    'sem dados|sem cadastro|em branco|vazio|desconhecido|desconhecida|ignorado|indefinido|a definir|' +
    'a confirmar|unknown|not informed|not available|not applicable|not provided|no data|missing|' +
    'empty|blank|tbd|to be defined|asdf|asdfg|qwerty|lorem ipsum|teste teste|test test|fulano de tal'
  ).split('|'),
)

const inNames: ReadonlySet<string> = new Set(
  (
    'sem nome|nome|name|no name|consumidor|consumidor final|cliente|cliente teste|cliente balcao|' +
    'cliente avulso|cliente padrao|balcao|avulso|fulano|customer|user|usuario|anonimo|anonymous'
  ).split('|'),
)

const noAddress: ReadonlySet<string> = new Set(
  (
    'naotem|naotenho|naopossui|naopossuo|naoinformado|naoinformou|naoconsta|sememail|semmail|noemail|' +
    'nomail|teste|test|null|none|naosei|naoquis'
  ).split('|'),
)
