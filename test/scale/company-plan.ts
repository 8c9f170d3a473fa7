import type { PlanVersion } from '#modules/compensation/store/plans.ts'

/** The full plan of `bench close`, or the demonstration's own. */
export const LIVE_PLANS = ['full', 'demonstration'] as const
export type LivePlan = (typeof LIVE_PLANS)[number]

/** The names that the plans give themselves. */
export const PLAN_NAMES: Readonly<Record<LivePlan, string>> = {
  full: 'bench-full',
  demonstration: 'demonstration',
}

type OfCompany = Readonly<{ effective: string; timeZone: string }>

/** What a company has and the drawn field of the benches has not: people who join, are suspended and leave inside a month. */
const CHANGES = `changes:
  orders: at_end
  upline: at_end
  payees: at_end
  suspended: { rank: as_earned, carry: by_bonus }
  terminated: { rank: as_earned, carry: by_bonus }`

/**
 * Half of the demonstration's distributors order nothing in a month and a tenth have somebody below who does, so that the first
 * rank asks for no leg here: about a quarter have a rank with that, as of a field of the benches.
 */
const BRONZE = '  - { rank: Bronze, needs: [active, group PV >= 120] }'

const LINES: readonly (readonly [string, RegExp, (company: OfCompany, found: string) => string])[] = [
  ['effective', /^effective: .*$/m, ({ effective }) => `effective: ${effective}`],
  ['time_zone', /^time_zone: .*$/m, ({ timeZone }) => `time_zone: ${timeZone}`],
  ['without_owner', /^without_owner: .*$/m, (_, found) => `${found}\n${CHANGES}`],
  ['rank Bronze', /^ {2}- \{ rank: Bronze, .*\}$/m, () => BRONZE],
]

/**
 * The text of the benches' plan as that of a company, in effect from a day (YYYY-MM-DD) on. Throws where a line that a company has
 * otherwise is not there.
 */
export function planOfCompany(text: string, company: OfCompany): string {
  let plan = text
  for (const [name, line, said] of LINES) {
    const [found] = line.exec(plan) ?? []
    if (found === undefined) throw new Error(`the plan of the benches has no ${name}`)
    plan = plan.replace(found, said(company, found))
  }
  return plan
}

/**
 * Why the company of a folder cannot be measured by a plan, as a sentence: figures of two plans are never taken for one another, so
 * that a company stays with the one that it was prepared with. Undefined where it can. `text` is the plan of the benches of today.
 */
export function whyOther(
  newest: Pick<PlanVersion, 'name' | 'effective' | 'source'> | undefined,
  { plan, text, path, timeZone }: Readonly<{ plan: LivePlan; text: string; path: string; timeZone: string }>,
): string | undefined {
  const known = LIVE_PLANS.find((one) => PLAN_NAMES[one] === newest?.name)
  if (!newest || !known)
    return `The company in ${path} has the plan ${newest?.name ?? 'of nobody'}, which this benchmark does not know. Give another folder in --data.`
  if (known === 'demonstration') return undefined
  if (plan === 'demonstration')
    return `The company in ${path} has the full plan. Give --plan full, or another folder in --data.`
  return newest.source === planOfCompany(text, { effective: newest.effective, timeZone })
    ? undefined
    : `The full plan of the company in ${path} is not the one of today. Give another folder in --data.`
}
