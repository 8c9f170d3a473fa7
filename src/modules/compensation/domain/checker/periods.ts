import { campaignPeriod, parsePeriod, periodAt, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'

/** The period of a label: a campaign of the plan, or one of a calendar. */
export function periodNamed(plan: Plan, label: string): Period | undefined {
  const campaign = plan.campaigns.find((one) => one.name === label)
  if (!campaign) return parsePeriod(label, plan.timeZone)
  return campaignPeriod(campaign.name, campaign.from, campaign.to, plan.timeZone)
}

/** The period in which a bonus pays for an instant; undefined between campaigns. */
export function periodPaying(plan: Plan, bonus: Bonus, atMs: number): Period | undefined {
  const { calendar } = bonus
  if (calendar !== 'campaign') return periodAt({ kind: calendar, timeZone: plan.timeZone }, atMs)
  return plan.campaigns
    .map((campaign) => periodNamed(plan, campaign.name))
    .find((period) => period !== undefined && period.fromMs <= atMs && atMs < period.untilMs)
}
