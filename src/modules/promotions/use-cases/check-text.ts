import type { PromotionLimits } from '../domain/limits.ts'
import type { Promotion } from '../domain/promotion.ts'
import { compilePromotion, limitsOf } from './compile-promotion.ts'
import { PromotionError, type PromotionProblem } from './promotion-error.ts'
import { readLined } from './read-promotion.ts'

/** A text that can be used in a currency, or everything that is wrong with it, at its lines. */
export type CheckedText =
  | Readonly<{ ok: true; promotion: Promotion; limits: PromotionLimits }>
  | Readonly<{ ok: false; problems: readonly PromotionProblem[] }>

export function checkText(text: string, currency: string): CheckedText {
  try {
    const { document, lineOf } = readLined(text)
    try {
      const promotion = compilePromotion(document, currency)
      return { ok: true, promotion, limits: limitsOf(document, currency) }
    } catch (error) {
      if (!(error instanceof PromotionError)) throw error
      // What only the meaning shows has a path; its line is looked up in the text.
      const problems = error.problems.map((one) => ({ ...one, line: one.line || (lineOf(one.path) ?? 1) }))
      return { ok: false, problems }
    }
  } catch (error) {
    if (error instanceof PromotionError) return { ok: false, problems: error.problems }
    throw error
  }
}
