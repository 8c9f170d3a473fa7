import type { PlanNode } from './node.ts'
import { report } from './problems.ts'
import { words, type Element } from './key.ts'
import { plainReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { Changes, HeldBack } from './plan.ts'

const moments = ['at_order', 'at_end'] as const
const rankWords = ['as_earned', 'frozen', 'dropped'] as const
const carryWords = ['by_bonus', 'frozen', 'dropped'] as const

export const heldBackElement: Element = {
  name: 'suspended or terminated',
  meaning: 'What becomes of rank and carried volume while somebody is suspended or terminated.',
  keys: [
    {
      name: 'rank',
      type: words(...rankWords),
      required: true,
      meaning:
        'as_earned: the rank is that of the period, as for everybody; frozen: the rank of the period before stays, and neither rises nor falls; dropped: no rank, and none is remembered but the career rank.',
    },
    {
      name: 'carry',
      type: words(...carryWords),
      required: true,
      meaning:
        'What stands on the sides of a binary. by_bonus: as `unqualified` of the bonus says; frozen: it stays as it is, gets nothing and pays nothing, and its age goes on; dropped: it goes, and so does what arrives.',
    },
  ],
}

export const changesElement: Element = {
  name: 'changes',
  meaning:
    'What a change inside a period does: of a kind or status (facts of a person named `kind` and `status` take the place of the columns of people.csv while they hold), of a place in a tree (links.csv). A plan without this key takes kind, status and places as they are at the end of a period, and a run in whose period something changes is refused. Aggregates, ranks, measures and bonuses that are not paid on orders always go by the end.',
  keys: [
    {
      name: 'orders',
      type: words(...moments),
      required: true,
      meaning:
        'Whose kind and status the rules of an order see (`buyer.kind`, `seller.status`): those at the order, or at the end of the period.',
    },
    {
      name: 'upline',
      type: words(...moments),
      required: true,
      meaning:
        'By which places the volume of an order goes up (group volumes, the sides of a binary, levels, differentials, legs of `leg_cap`): those at the order, or at the end of the period. at_order needs `negative_volume: kept`.',
    },
    {
      name: 'payees',
      type: words(...moments),
      required: true,
      meaning:
        'By which kind and status somebody is paid and takes a level. at_order: in bonuses that are paid on orders, `paid`, `qualified`, `counts`, `rate` and `source.` see kind and status at the order, and who joined after the order is not paid by it; a binary sees those at the end of each evaluation. at_end: those at the end of the period.',
    },
    {
      name: 'suspended',
      type: { is: 'element', of: heldBackElement, many: 'no' },
      required: true,
      meaning: 'Rank and carry of who is suspended at the end of the period.',
    },
    {
      name: 'terminated',
      type: { is: 'element', of: heldBackElement, many: 'no' },
      required: true,
      meaning: 'Rank and carry of who is terminated at the end of the period.',
    },
  ],
}

/** What changes inside a period do; undefined where the plan does not say. */
export function readChanges(node: PlanNode, negativeVolume: unknown, names: PlanNames): Changes | undefined {
  if (node.value === undefined) return undefined
  const keys = plainReader(node, changesElement, names)
  if (!keys) return undefined
  const [orders, upline, payees] = [
    keys.word('orders', moments),
    keys.word('upline', moments),
    keys.word('payees', moments),
  ]
  const [suspended, terminated] = [
    keys.read('suspended', (place) => readHeldBack(place, names)),
    keys.read('terminated', (place) => readHeldBack(place, names)),
  ]
  if (upline === 'at_order' && (negativeVolume === 'to_zero' || negativeVolume === 'carried'))
    report(
      node.problems,
      `${node.path}.upline`,
      `at_order with \`negative_volume: ${negativeVolume}\``,
      'at_end, or `negative_volume: kept`',
    )
  return orders && upline && payees && suspended && terminated
    ? { orders, upline, payees, suspended, terminated }
    : undefined
}

function readHeldBack(node: PlanNode, names: PlanNames): HeldBack | undefined {
  const keys = plainReader(node, heldBackElement, names)
  const [rank, carry] = [keys?.word('rank', rankWords), keys?.word('carry', carryWords)]
  return rank && carry ? { rank, carry } : undefined
}
