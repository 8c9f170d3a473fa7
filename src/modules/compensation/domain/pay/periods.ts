import { campaignPeriod, parsePeriod, periodAt, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'

/** The period that a label names in a plan: one of a calendar, or a campaign of the plan. */
export function periodOfPlan(plan: Plan, label: string): Period | undefined {
  const campaign = plan.campaigns.find((candidate) => candidate.name === label)
  if (campaign) return campaignPeriod(campaign.name, campaign.from, campaign.to, plan.timeZone)
  return parsePeriod(label, plan.timeZone)
}

/** The period in which a bonus pays what happened at an instant; undefined outside every campaign. */
export function periodOfBonus(plan: Plan, bonus: Bonus, atMs: number): Period | undefined {
  if (bonus.calendar !== 'campaign') return periodAt({ kind: bonus.calendar, timeZone: plan.timeZone }, atMs)
  return plan.campaigns
    .map((campaign) => periodOfPlan(plan, campaign.name))
    .find((period) => period !== undefined && atMs >= period.fromMs && atMs < period.untilMs)
}
