import type { FastifyRequest } from 'fastify'
import type { Applied, Because } from '../domain/promotion/cart.ts'
import type { Promotion } from '../domain/promotion/promotion.ts'
import {
  describePromotion,
  sayApplied,
  sayOffered,
  sayRefused,
  sayWaits,
  type Said,
} from '../domain/promotion/words.ts'
import type { Known } from '../domain/segment/reading/describe.ts'
import type { WaitedFor } from './promotion.ts'
import type { Vocabulary } from './questions.ts'
import { knownIn, localeFor } from './reading.ts'

/** Says what came of promotions, in the language of the request. */
export type Saying = {
  readonly name: (id: number) => string
  readonly promotionOf: (id: number) => Promotion
  readonly applied: (applied: Applied) => string
  /** As the shop describes it; else what it gives. For the shop's customers. */
  readonly offered: (applied: Applied) => string
  readonly refused: (id: number, because: Because) => string
}

type Named = {
  readonly name: string
  readonly description?: string
  readonly definition: Promotion
}
type AskedLocale = Parameters<typeof localeFor>[1]

export function saying(
  request: FastifyRequest,
  asked: AskedLocale,
  { vocabulary, known }: { readonly vocabulary: Vocabulary; readonly known: Known },
  promotions: ReadonlyMap<number, Named>,
): Saying {
  const name = (id: number) => promotions.get(id)?.name ?? ''
  const said = { ...saidIn(request, asked, vocabulary, known), nameOf: name }
  const of = (id: number): Promotion => {
    const named = promotions.get(id)
    if (named === undefined) throw new Error(`the promotion ${id} was not asked about`)
    return named.definition
  }
  return {
    name,
    promotionOf: of,
    applied: (applied) => sayApplied(applied, of(applied.promotion), said),
    offered: (applied) =>
      promotions.get(applied.promotion)?.description?.trim() ||
      sayOffered(applied, of(applied.promotion), said),
    refused: (id, because) => sayRefused(because, of(id), said),
  }
}

/** Says a whole promotion as a sentence. */
export function promotionReader(
  request: FastifyRequest,
  asked: AskedLocale,
  vocabulary: Vocabulary,
): (promotion: Promotion) => string {
  const said = { ...saidIn(request, asked, vocabulary, knownIn(vocabulary)), nameOf: () => '' }
  return (promotion) => describePromotion(promotion, said)
}

/** Says what a promotion that was started waits for. */
export function waitReader(
  request: FastifyRequest,
  asked: AskedLocale,
  vocabulary: Vocabulary,
): (waited: WaitedFor) => string {
  const said = { ...saidIn(request, asked, vocabulary, knownIn(vocabulary)), nameOf: () => '' }
  return (waited) => sayWaits(waited.field.label, waited, said)
}

function saidIn(
  request: FastifyRequest,
  asked: AskedLocale,
  vocabulary: Vocabulary,
  known: Known,
): Omit<Said, 'nameOf'> {
  const { zone, currency } = vocabulary.values
  return { locale: localeFor(request, asked, vocabulary), known, zone, currency }
}
