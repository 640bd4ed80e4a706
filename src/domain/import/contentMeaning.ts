import { fold } from '../fold.ts'
import type { ColumnSeen, SeenType } from './column.ts'

/**
 * Which field or identifier a column seems to be by what stands in it, whatever it is called. Named as
 * in `aliases.ts`.
 */
export function byContent(
  column: ColumnSeen,
): { readonly meaning: string; readonly confidence: number } | undefined {
  const { type, confidence, filled } = column
  if (filled === 0) return undefined
  if (type === 'choice') return ofChoices(column.choices ?? [])
  const told = forms[type]
  return told && { meaning: told.meaning, confidence: told.sure * confidence }
}

/** Types that only one thing of a customer has. */
const forms: Partial<
  Record<SeenType, { readonly meaning: string; readonly sure: number } | undefined>
> = {
  email: { meaning: 'email', sure: 0.8 },
  phone: { meaning: 'phone', sure: 0.8 },
  cpf: { meaning: 'document', sure: 0.8 },
  cnpj: { meaning: 'document', sure: 0.8 },
  cpf_cnpj: { meaning: 'document', sure: 0.8 },
  cep: { meaning: 'cep', sure: 0.7 },
}

function ofChoices(choices: readonly string[]) {
  const folded = choices.map((choice) => fold(choice.trim()))
  const all = (known: ReadonlySet<string>) =>
    folded.length > 1 && folded.every((each) => known.has(each))
  if (all(genders)) return { meaning: 'gender', confidence: 0.7 }
  if (all(states)) return { meaning: 'state', confidence: 0.7 }
  return undefined
}

const genders = new Set(
  'm f masculino feminino male female homem mulher outro outros other nao informado n/a'.split(' '),
)

/** Of Brazil: codes and names. */
const states = new Set([
  ...'ac al am ap ba ce df es go ma mg ms mt pa pb pe pi pr rj rn ro rr rs sc se sp to'.split(' '),
  ...'acre,alagoas,amazonas,amapa,bahia,ceara,distrito federal,espirito santo,goias,maranhao'.split(
    ',',
  ),
  ...'minas gerais,mato grosso do sul,mato grosso,para,paraiba,pernambuco,piaui,parana'.split(','),
  ...'rio de janeiro,rio grande do norte,rondonia,roraima,rio grande do sul,santa catarina'.split(
    ',',
  ),
  ...'sergipe,sao paulo,tocantins'.split(','),
])
