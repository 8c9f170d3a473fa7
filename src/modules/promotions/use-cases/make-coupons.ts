import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { newToken } from '#platform/sessions/token.ts'
import { couponCode } from '../domain/coupon-code.ts'
import { addCoupons, addSeries } from '../store/coupons.ts'

const CODE_LENGTH = 10
/** Without signs that are read as others. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export type NewCoupons = Readonly<{
  marketId: bigint
  /** What promotions ask for. */
  name: string
  validUntilMs: number | undefined
}> &
  (
    | Readonly<{ kind: 'shared'; code: string; usesMost: number | undefined }>
    | Readonly<{ kind: 'single'; count: number }>
  )

/**
 * Makes a series of coupons: one code that many share, or so many codes for one use each, which nobody can guess. Refused
 * as `promotions.series_conflict` or `promotions.coupon_conflict`.
 */
export async function makeCoupons(tx: Tx, input: NewCoupons): Promise<Result<Readonly<{ codes: number }>>> {
  const { marketId, name, kind } = input
  const validUntil = input.validUntilMs === undefined ? null : new Date(input.validUntilMs)
  const seriesId = await addSeries(tx, { marketId, name, kind, validUntil })
  if (seriesId === undefined) return refuse('promotions.series_conflict', { name }, 'name')
  if (input.kind === 'shared') {
    const codes = [couponCode(input.code)]
    const made = await addCoupons(tx, { seriesId, marketId, codes, usesMost: input.usesMost ?? null })
    if (made.length === 0) return refuse('promotions.coupon_conflict', { code: input.code }, 'code')
    return ok({ codes: 1 })
  }
  let left = input.count
  // One chance in 10^15 that a code is there already; then another one is drawn.
  while (left > 0) {
    const codes = Array.from({ length: Math.min(left, ROWS_AT_ONCE) }, drawnCode)
    // oxlint-disable-next-line no-await-in-loop -- the next rows are drawn when it is known how many are missing
    left -= (await addCoupons(tx, { seriesId, marketId, codes, usesMost: 1 })).length
  }
  return ok({ codes: input.count })
}

const ROWS_AT_ONCE = 1000

/** Each of the 32 signs takes five bits of a secret that nobody keeps. */
function drawnCode(): string {
  return [...newToken().hash.subarray(0, CODE_LENGTH)].map((byte) => SIGNS[byte % SIGNS.length]).join('')
}
