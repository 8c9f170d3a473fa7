import { asksBeyondBasket } from '../domain/conditions.ts'
import { promotionSet, type PromotionSet } from '../domain/held-promotions.ts'
import type { PromotionLimits } from '../domain/limits.ts'
import { checkText } from './check-text.ts'
import type { PromotionProblem } from './promotion-error.ts'

/** Ids of a promotion that nobody keeps. */
const TRIAL_ID = -1n

/** What holds together with a text that is only tried, in the place of a promotion of the same code; limits are not counted. */
export type Trial =
  | Readonly<{
      ok: true
      code: string
      /** What its text limits; the set does not count them. */
      limits: PromotionLimits
      /** It asks for what was bought before, for a coupon or an entitlement. */
      isPartial: boolean
      instead: (set: PromotionSet) => PromotionSet
    }>
  | Readonly<{ ok: false; problems: readonly PromotionProblem[] }>

export function trialOf(text: string, currency: string): Trial {
  const checked = checkText(text, currency)
  if (!checked.ok) return checked
  const { promotion } = checked
  const held = {
    id: TRIAL_ID,
    versionId: TRIAL_ID,
    promotion,
    limits: {
      uses: null,
      usesPerPerson: null,
      usesPerMonth: null,
      budgetMinor: null,
      monthBudgetMinor: null,
    },
    campaignId: null,
    campaignBudgetMinor: null,
  }
  const { code } = promotion
  return {
    ok: true,
    code,
    limits: checked.limits,
    isPartial: asksBeyondBasket(promotion.when),
    instead: (set) => promotionSet([...othersThan(set, code), held]),
  }
}

/** What holds without the promotion of a code. */
export function setWithout(set: PromotionSet, code: string): PromotionSet {
  return promotionSet(othersThan(set, code))
}

function othersThan({ byCode }: PromotionSet, code: string) {
  return [...byCode.values()].filter((one) => one.promotion.code !== code)
}
