import type { BinaryBonus } from '../plan.ts'
import { inner, ruleMoney, ruleNoun } from './rule-words.ts'

const ownVolumes = {
  none: 'The own volume counts on no side',
  weaker: 'The own volume counts on the side that is weaker before it',
  stronger: 'The own volume counts on the side that is stronger before it',
  left: 'The own volume counts on the left side',
  right: 'The own volume counts on the right side',
} as const

const carries = {
  both: 'What is left of both sides stays for the next time',
  stronger:
    'Of what is left after matching, the larger rest stays for the next time; a rest of the other side, if there is one, is dropped',
  none: 'Nothing stays for the next time',
} as const

const unqualifieds = {
  keep: 'The volume of somebody who is not qualified stays',
  flush: 'The volume of somebody who is not qualified is dropped',
  flush_weaker: 'The volume of somebody who is not qualified is dropped on the weaker side',
} as const

const overMaximums = {
  keep: 'volume of cycles above it stays',
  flush: 'volume of cycles above it is used up unpaid',
  flush_all: 'then both sides are emptied',
} as const

/** How two sides are matched, what is paid, and what stays. */
export function binarySentences(bonus: BinaryBonus): readonly string[] {
  const { strong, weak } = bonus.cycle
  const often = { period: bonus.calendar, week: 'week', day: 'day' }[bonus.evaluated]
  return [
    `The ${bonus.on} of everybody below fills the left and right side of the ${bonus.tree} tree, which are matched every ${often}`,
    ownVolumes[bonus.ownVolume],
    bonus.cycles === 'whole'
      ? `A cycle uses ${ruleNoun(strong)} of the stronger and ${ruleNoun(weak)} of the weaker side; only whole cycles count`
      : `For every ${ruleNoun(weak)} of the weaker side ${ruleNoun(strong)} of the stronger one is used; parts of it count too, so that all that matches is used`,
    bonus.strongSide === 'each_cycle'
      ? 'The stronger side is chosen anew for each cycle'
      : 'The stronger side is chosen once each time',
    bonus.perCycle
      ? `A cycle pays ${ruleMoney(bonus.perCycle, bonus.currency)}`
      : `Paid is ${bonus.rate ? inner(bonus.rate.expression) : ''} of the weaker side’s volume that is used`,
    bonus.minimumSide
      ? `Nothing is matched while the weaker side has less than ${ruleNoun(bonus.minimumSide)}`
      : '',
    bonus.maximumSide ? `At most ${ruleNoun(bonus.maximumSide)} of a side counts each time` : '',
    bonus.maximumCycles
      ? `At most ${ruleNoun(bonus.maximumCycles)} cycles are paid each time; ${overMaximums[bonus.overMaximum]}`
      : '',
    bonus.cap
      ? `Volume of what the cap did not pay ${bonus.overCap === 'keep' ? 'stays' : 'is used up'}`
      : '',
    carries[bonus.carry],
    bonus.carryLimit ? `At most ${ruleNoun(bonus.carryLimit)} stays on a side, the oldest first` : '',
    bonus.carryPeriods === undefined
      ? ''
      : `Volume counts in the ${often} in which it arose and in ${ruleNoun(bonus.carryPeriods)} ${often}s after it, then it is dropped; the oldest is used first`,
    unqualifieds[bonus.unqualified],
    bonus.beforeFirstQualified === 'keep'
      ? 'Volume from before the first qualification counts'
      : 'Volume from before the first qualification is dropped',
  ].filter((text) => text !== '')
}
