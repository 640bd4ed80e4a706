import type { FastifyRequest } from 'fastify'
import type { Applied, Because } from '../domain/promotion/cart.ts'
import type { Promotion } from '../domain/promotion/promotion.ts'
import { describePromotion, sayApplied, sayRefused, type Said } from '../domain/promotion/words.ts'
import type { Known } from '../domain/segment/reading/describe.ts'
import type { Vocabulary } from './questions.ts'
import { knownIn, localeFor } from './reading.ts'

/** Says what came of promotions, in the language of the request. */
export type Saying = {
  readonly name: (id: number) => string
  readonly promotionOf: (id: number) => Promotion
  readonly applied: (applied: Applied) => string
  readonly refused: (id: number, because: Because) => string
}

type Named = { readonly name: string; readonly definition: Promotion }
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

function saidIn(
  request: FastifyRequest,
  asked: AskedLocale,
  vocabulary: Vocabulary,
  known: Known,
): Omit<Said, 'nameOf'> {
  const { zone, currency } = vocabulary.values
  return { locale: localeFor(request, asked, vocabulary), known, zone, currency }
}
