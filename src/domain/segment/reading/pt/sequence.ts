import type { Step } from '../../condition.ts'
import type { Place } from '../language.ts'
import { eventWords } from './events.ts'
import { propertyWords } from './properties.ts'
import { count } from './tests.ts'

/** `passou por estas etapas nos últimos 90 dias: (viu um produto; depois comprou)` */
export function sequence(steps: readonly string[], when: string, not: boolean): string {
  return `${not ? 'não ' : ''}passou por estas etapas${when}: (${steps.join('; depois ')})`
}

/** `no máximo 7 dias mais tarde comprou, com igual código do produto` */
export function step(said: Step, place: Place, where: string): string {
  const { within, same, as, never } = said
  const which = as === undefined ? '' : ` ao da ${as}ª etapa`
  const shared = same === undefined ? '' : `, com igual ${propertyWords(same).name}${which}`
  if (never === true) return `${untilWhen(said, place)} não ${did(said, true)}${shared}${where}`
  const later = within === undefined ? '' : `no máximo ${lapse(within)} mais tarde `
  return `${later}${did(said, false)}${shared}${where}`
}

/** Within which what must never come did not come. */
function untilWhen({ within }: Step, place: Place): string {
  if (within === undefined) return place === 'last' ? 'até agora' : 'até a etapa seguinte'
  const after = `no prazo de ${lapse(within)}`
  return place === 'last' ? `${after}, já encerrado,` : `${after}, até a etapa seguinte,`
}

function lapse({ n, unit }: NonNullable<Step['within']>): string {
  return count(n, unit)
}

function did({ event }: Step, not: boolean): string {
  if (typeof event === 'string') return eventWords(event).did
  const all = event.map((each) => eventWords(each).did).join('; ')
  return `fez ${not ? 'nenhuma' : 'alguma'} destas ações: (${all})`
}
