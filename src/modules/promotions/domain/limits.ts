/** What limits a promotion, in uses and in minor units of its market; null where nothing does. */
export type PromotionLimits = Readonly<{
  uses: bigint | null
  usesPerPerson: bigint | null
  usesPerMonth: bigint | null
  budgetMinor: bigint | null
  monthBudgetMinor: bigint | null
}>

/** What was used of a limit so far. */
export type Used = Readonly<{ uses: bigint; minor: bigint }>

export const NOTHING_USED: Used = { uses: 0n, minor: 0n }

/** What was used of the limits of a promotion and of its campaign. */
export type UsedOf = Readonly<{ ever: Used; inMonth: Used; byPerson: Used; ofCampaign: Used }>

export function isLimited(limits: PromotionLimits, campaignBudgetMinor: bigint | null): boolean {
  return campaignBudgetMinor !== null || Object.values(limits).some((limit) => limit !== null)
}

/**
 * How often a promotion may still apply, and how much it may still take off. Uses of a person are counted for people
 * who are known, so that a promotion which is limited for each person does not apply to guests.
 */
export function leftOf(
  limits: PromotionLimits,
  used: UsedOf,
  of: Readonly<{ isGuest: boolean; campaignBudgetMinor: bigint | null }>,
): Readonly<{ times?: number; minor?: bigint }> {
  const times = [
    rest(limits.uses, used.ever.uses),
    rest(limits.usesPerMonth, used.inMonth.uses),
    of.isGuest && limits.usesPerPerson !== null ? 0n : rest(limits.usesPerPerson, used.byPerson.uses),
  ]
  const minors = [
    rest(limits.budgetMinor, used.ever.minor),
    rest(limits.monthBudgetMinor, used.inMonth.minor),
    rest(of.campaignBudgetMinor, used.ofCampaign.minor),
  ]
  const least = leastOf(times)
  const minor = leastOf(minors)
  // A budget that is spent leaves no use either, also for rewards that take nothing off.
  const spent = minor === 0n ? 0n : least
  return {
    ...(spent === undefined ? {} : { times: Number(spent) }),
    ...(minor === undefined ? {} : { minor }),
  }
}

function rest(most: bigint | null, used: bigint): bigint | undefined {
  if (most === null) return undefined
  return used >= most ? 0n : most - used
}

function leastOf(values: readonly (bigint | undefined)[]): bigint | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((a, b) => (a < b ? a : b))
}

/** Whose uses are counted together. */
type UsedKeys = Readonly<{ month: string; buyerId: bigint | undefined }>

/** Uses of one promotion as they add up order by order, for trying it; its campaign is left aside. */
export function countUses(): Readonly<{
  used: (keys: UsedKeys) => UsedOf
  add: (keys: UsedKeys, more: Used) => void
}> {
  const counts = new Map<string, Used>()
  const read = (key: string): Used => counts.get(key) ?? NOTHING_USED
  const of = ({ month, buyerId }: UsedKeys) => ['ever', `month ${month}`, `person ${buyerId ?? ''}`] as const
  return {
    used(keys) {
      const [ever, inMonth, byPerson] = of(keys)
      return { ever: read(ever), inMonth: read(inMonth), byPerson: read(byPerson), ofCampaign: NOTHING_USED }
    },
    add(keys, more) {
      for (const key of of(keys)) {
        const before = read(key)
        counts.set(key, { uses: before.uses + more.uses, minor: before.minor + more.minor })
      }
    },
  }
}
