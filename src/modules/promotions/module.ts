import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { campaignRoutes } from './http/campaign-routes.ts'
import { segmentRoutes } from './http/segment-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const promotionsModule: ModuleDefinition<PlatformDeps> = {
  name: 'promotions',
  rights: {
    'promotions.read': 'See promotions, their budgets and what they cost',
    'promotions.manage': 'Make promotions, start and end them, and make coupons',
  },
  messages: {
    'promotions.market_unknown': 'There is no market "{market}", or you may not work in it.',
    'promotions.not_found': 'There is no promotion "{code}".',
    'promotions.text_wrong': 'The text cannot be used: {problem}',
    'promotions.code_conflict': 'A promotion "{code}" is there already. Add a text to it instead.',
    'promotions.code_other': 'This text is of the promotion "{other}", not of "{code}".',
    'promotions.campaign_unknown': 'There is no campaign "{code}".',
    'promotions.budget_not_positive': 'A budget is more than zero, or there is none.',
    'promotions.ended': 'The promotion "{code}" has ended. Make a new one.',
    'promotions.from_past': 'A text begins to hold now or later, and after the one before it.',
    'promotions.state_conflict': 'The promotion "{code}" is {state} and cannot be changed in this way.',
    'promotions.series_conflict': 'There are coupons "{name}" already.',
    'promotions.series_unknown': 'There are no coupons "{name}".',
    'promotions.coupon_conflict': 'The code {code} is there already.',
    'promotions.coupon_unknown': 'The code {code} is not known here. Type it again, or leave it out.',
    'promotions.segment_unknown': 'There is no segment "{code}" in this market. Make it first.',
    'promotions.segment_day': 'The last day is today or later. Nothing was changed; choose another day.',
    'promotions.segment_lines': 'A file has at most {most} lines. Nothing was changed; take several files.',
    'promotions.segment_person': '{person} does not belong to this segment. Nothing was changed.',
    'promotions.segment_nobody':
      'Nobody of this market has the number {person}. Nothing was changed; check the number.',
    'promotions.coupon_used_up':
      'The code {code} was used up. Take it out and check the total; nothing was ordered.',
    'promotions.used_up':
      'What is left of the promotion "{promotion}" has just gone to others. Nothing was ordered; check the new total.',
  },
  routes: [...staffRoutes, ...campaignRoutes, ...segmentRoutes],
  tasks: [],
}
