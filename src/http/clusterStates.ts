import type { Answer } from '../api/route.ts'
import type { routes } from '../api/routes.ts'
import type { Field } from '../domain/customer/field.ts'
import type { StoredPromotion } from '../store/operational/promotions.ts'

type Step = Omit<Answer<typeof routes.clusters.read>['steps'][number], 'now'>

/** What the steps of a cluster are told by. */
export type Standing = {
  readonly field: Field
  /** What fills it, where that is a condition. */
  readonly text: string | undefined
  /** How far the job is that indexes its values. */
  readonly progress: string | undefined
  readonly onForm: boolean
  /** Who is in it; undefined where that cannot be asked yet. */
  readonly customers?: number
  readonly promotions: readonly StoredPromotion[]
}

/** How each step from its field to its promotion stands, and what does those that are open. */
export function stepsOf(standing: Standing): readonly Step[] {
  const { field, text, progress, onForm } = standing
  return [
    fieldStep(field),
    text === undefined ? flagStep(field, progress) : askableStep,
    text === undefined ? formStep(field, onForm) : readOnlyStep,
    filledStep(standing),
    promotionStep(standing),
  ]
}

function fieldStep({ name, type, archived, label }: Field): Step {
  const is = `${name}, ${type === 'boolean' ? 'a yes or no' : 'a choice'} (${label})`
  if (!archived) return { step: 'field', state: 'done', says: is, fix: null }
  const fix = 'Make the cluster again under its name: its field is brought back.'
  return { step: 'field', state: 'open', says: `${is}: it is put away`, fix }
}

function flagStep({ name, searchable, filterable }: Field, progress: string | undefined): Step {
  const step = 'flags'
  if (progress !== undefined) {
    const fix = 'Wait for it: clientela clusters show tells when it is done.'
    return { step, state: 'waiting', says: `Being indexed: ${progress}`, fix }
  }
  const lacks = Object.entries({ searchable, filterable }).flatMap(([flag, is]) =>
    is ? [] : [flag],
  )
  if (lacks.length === 0) {
    return { step, state: 'done', says: 'Searchable and filterable', fix: null }
  }
  const typed = lacks.map((flag) => `--${flag} on`).join(' ')
  const fix = `clientela fields change ${name} ${typed}`
  return { step, state: 'open', says: `Not ${lacks.join(' and not ')}`, fix }
}

function formStep({ name }: Field, isOn: boolean): Step {
  const step = 'form'
  if (isOn) return { step, state: 'done', says: 'On the first form', fix: null }
  const fix = `Make the cluster again without --no-form, or put ${name} where it is wanted.`
  return { step, state: 'open', says: 'Not on the first form', fix }
}

const askableStep = {
  step: 'flags',
  state: 'done',
  says: 'Filterable; what is worked out is found by conditions, not by free text',
  fix: null,
} as const

const readOnlyStep = {
  step: 'form',
  state: 'done',
  says: 'On every form, to be read: it is worked out',
  fix: null,
} as const

function filledStep({ field: { name, type }, text, customers }: Standing): Step {
  const step = 'filled'
  if (text !== undefined) return { step, state: 'done', says: `By itself: ${text}`, fix: null }
  if (customers === undefined) {
    return { step, state: 'waiting', says: 'Not known yet', fix: null }
  }
  const says = `${customers.toLocaleString('en')} ${customers === 1 ? 'customer' : 'customers'}`
  if (customers > 0) return { step, state: 'done', says, fix: null }
  const value = type === 'boolean' ? 'true' : 'VALUE'
  const fix = `A file: clientela clusters create NAME --file FILE; by hand: clientela customers edit CONDITION --set ${name}=${value}; or PATCH /api/customers/ID`
  return { step, state: 'open', says: 'Nobody is in it', fix }
}

function promotionStep({ promotions, progress, field: { name, type } }: Standing): Step {
  const step = 'promotion'
  const names = (all: readonly StoredPromotion[]) => all.map((each) => each.name).join(', ')
  const running = promotions.filter(({ state }) => state === 'running')
  if (running.length > 0 && progress !== undefined) {
    const says = `Starts when all values are in place: ${names(running)}`
    return { step, state: 'waiting', says, fix: null }
  }
  if (running.length > 0) return { step, state: 'done', says: names(running), fix: null }
  if (promotions.length > 0) {
    const fix = `clientela promotions start ${JSON.stringify(promotions[0]?.name)}`
    return { step, state: 'waiting', says: `Not started: ${names(promotions)}`, fix }
  }
  const test = type === 'boolean' ? '= true' : "= 'VALUE'"
  const fix = `clientela promotions create FILE, with "customers": "${name} ${test}"`
  return { step, state: 'open', says: 'None', fix }
}
