import type { PlanNode } from './node.ts'
import { words, type Element } from './key.ts'
import { plainReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { Returns } from './plan.ts'

const modes = ['net', 'reverse', 'recompute'] as const

export const returnsElement: Element = {
  name: 'returns',
  meaning: 'What returned orders do. Without this key a return is negative volume of its own period (net).',
  keys: [
    {
      name: 'mode',
      type: words(...modes),
      required: true,
      meaning:
        'net: a return is negative volume in the period that it lies in; reverse: everybody gives back, line by line, the share of what the original order was paid: each part of an earlier period is first cut as the caps of the bonus (of its leg, of the person, of the company) and the limits of the plan cut the pay of the person in that period, in proportion. What is given back of an earlier period is paid beside the caps and limits of the present one, so that it makes no room under them; `earned(…)` and `on_earned` read it, so that who is paid on pay gives back too. recompute: the period of the original order is computed anew, within its own caps and limits, as if the goods had never been sold, and everybody pays or gets the difference in the period of the return, beside the caps and limits of that one; bonuses of the same calendar that are paid on the earnings do not read the difference, as they are computed anew themselves. A return without a known order is negative volume.',
    },
    {
      name: 'window_days',
      type: { is: 'whole number' },
      required: false,
      without: 'no limit',
      meaning:
        'With reverse and recompute: a return more than so many days after its order takes nothing back. Whole days of the calendar in the time zone of the plan, whatever the hour: with 60 an order of 10 July is taken back by a return up to 8 September.',
    },
    {
      name: 'volumes',
      type: words('counted', 'ignored'),
      required: false,
      fallback: 'counted',
      meaning:
        'With reverse: whether returns lower the volumes of the period that they lie in, and so its ranks and activity, and what is paid on such a volume as a whole (`base: group PV`, pools, leadership).',
    },
  ],
}

/** What returns do; net where the plan does not say. */
export function readReturns(node: PlanNode, names: PlanNames): Returns | undefined {
  const place: PlanNode = node.value === undefined ? { ...node, value: { mode: 'net' } } : node
  const keys = plainReader(place, returnsElement, names)
  if (!keys) return undefined
  const [mode, volumes] = [keys.word('mode', modes), keys.word('volumes', ['counted', 'ignored'])]
  return mode && volumes ? { mode, windowDays: keys.whole('window_days'), volumes } : undefined
}
