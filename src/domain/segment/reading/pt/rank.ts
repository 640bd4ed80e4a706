import type { Rank } from '../../condition.ts'
import type { SpokenRank } from '../language.ts'
import { showCount, showPercent } from '../values.ts'

/** `está entre os primeiros 10% dos clientes segundo a soma do total das compras (do maior para o menor; …)` */
export function rank(asked: Rank, { by, ofDates, among }: SpokenRank, not: boolean): string {
  const order = ofDates ? 'do mais recente para o mais antigo' : 'do maior para o menor'
  const said = `${not ? 'não ' : ''}${whichOf(asked)} segundo ${by} (${order}; quem não tem valor não conta)`
  return among === undefined ? said : `${said}, entre aqueles de quem isto é verdade: (${among})`
}

function whichOf({ side, n, percent }: Rank): string {
  const first = side === 'top' ? 'primeiro' : 'último'
  if (percent === true) return `está entre os ${first}s ${showPercent(n, 'pt-BR')} dos clientes`
  return n === 1
    ? `é o ${first} cliente`
    : `está entre os ${showCount(n, 'pt-BR')} ${first}s clientes`
}
