import * as fc from 'fast-check'
import { maybe, pick, word, type Text } from './documents.ts'

/** What only bonuses that pay for a team may say: of single parts and legs, of units, and of who stands between. */
export const teamExtras = fc.record({
  per: pick('person', 'person', 'line'),
  leg: maybe(pick('leg_cap: 2.5', 'leg_cap: if rank >= Gold then 4.005 else 1')),
  unit: maybe(pick('unit_value: 1.25', 'unit_value: if rank >= Silver then 2 else 0.5')),
  isPlain: fc.constantFrom(true, true, false),
})

/** Rates that look at the source, or at who stands between. */
export const ofTheWay: Text = word(
  'rate',
  'if path rank >= Silver then 1 % else 5 %',
  'max(0, 9 % - max(by rank(path rank), by rank(source.rank)))',
  'if level <= 1 or source.active then by rank else 2.125 %',
)
export const stopAt: Text = maybe(
  word('stop_at', 'rank >= Gold', 'level >= 2 and active', 'path rank >= Silver'),
).map((one) => one ?? '# goes on')

/** Stands for the other bonuses of a plan until these are known. */
export const EARNED = 'on_earned: all others'

/** Pay on pay goes by all other bonuses of the plan; where there is none, it goes by what everybody sells. */
export function withEarned(bonuses: readonly string[]): readonly string[] {
  const names = bonuses.filter((one) => !one.includes(EARNED)).map((one) => one.trim().split(':')[0])
  const source = names.length === 0 ? 'on_each: PV' : `on_earned: [${names.join(', ')}, outside]`
  return bonuses.map((one) => one.replace(EARNED, source))
}

/** Which sources count, or which of their lines. */
export const sourceWhen: Text = maybe(
  word('source_when', 'active', 'PV >= 15', 'line.amount >= 15', 'line.type != return and line.buyer.active'),
).map((one) => one ?? '# every source')
