import { randomInt } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { couponCode, makeCode, randomLetters } from '../../domain/promotion/coupon.ts'
import { addCoupons, couponsOf, couponUses } from '../../store/operational/coupons.ts'
import { promotionById, type StoredPromotion } from '../../store/operational/promotions.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso, msOf } from '../instants.ts'
import { refuseUnlessOne } from '../questions.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The codes of promotions. */
export function serveCoupons(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotions.coupons, async ({ params, query }) => {
    found(await promotionById(db, params.id), 'promotion')
    const [after] = readCursor(query.cursor, 1) ?? []
    const more = await couponsOf(db, params.id, { ...given({ after }), limit: query.limit + 1 })
    const shown = more.slice(0, query.limit)
    const codes = shown.map(({ code }) => code)
    const used = await couponUses(db, codes, { now: works.clock() })
    const last = codes.at(-1)
    return {
      items: shown.map(({ code, uses, expires }) => ({
        code,
        uses: uses ?? null,
        used: used.get(code) ?? 0,
        expires: expires === undefined ? null : iso(expires),
      })),
      next: more.length > query.limit && last !== undefined ? writeCursor([last]) : null,
    }
  })
  serve(app, routes.promotions.addCoupons, async ({ params, body }) => {
    const promotion = found(await promotionById(db, params.id), 'promotion')
    if (promotion.definition.coupon === undefined) throw takesNone(promotion)
    const { codes: typed, generate, prefix, uses, expires } = body
    refuseUnlessOne({ codes: typed, generate })
    const codes = [...new Set(typed?.map(couponCode) ?? made(generate ?? 0, prefix))]
    const end = expires === undefined ? {} : { expires: msOf(expires) }
    const often = uses === null ? {} : { uses }
    await addCoupons(db, { promotion: promotion.id, codes, ...often, ...end }, works.clock())
    return { codes }
  })
}

function made(count: number, prefix: string): string[] {
  return Array.from({ length: count }, () => makeCode(prefix, randomNumbers()))
}

/** From a source that nobody foretells: a code is worth money. */
function randomNumbers(): number[] {
  const most = 2 ** 32
  return Array.from({ length: randomLetters }, () => randomInt(most) / most)
}

function takesNone({ name }: StoredPromotion): Refusal {
  return new Refusal(
    failure('conflict', `The promotion ${JSON.stringify(name)} asks for no coupon`, {
      where: 'id',
      fix: 'Write "coupon": true into it first.',
    }),
  )
}
