import { readRule } from '../read-rule.ts'
import { frameOf } from '../read-scope.ts'
import { child } from '../node.ts'
import { rule, words } from '../key.ts'
import type { KeyReader, ReadContext } from '../keys.ts'
import type { Rule, Scope } from '../expression.ts'
import { commonKeys, readCommon, type BonusKind } from './bonus-keys.ts'

const onces = ['every_period', 'ever', 'per_item', 'at_rank'] as const

export const amountKind: BonusKind = {
  name: 'amount',
  meaning:
    'A sum for each person, or for each order, party or person below: retail profit, rebates, fixed awards, rank and growth rewards, party rewards.',
  keys: [
    ...commonKeys,
    {
      name: 'for_each',
      type: { is: 'scope' },
      required: false,
      without: 'once per person',
      meaning:
        'What is paid for, one by one: sales, purchases, sale lines, purchase lines, hosted parties, held parties, legs, level or levels, downline, each with `where`. The names in `amount`, `base`, `rate` and `where` are then those of the item; the payee is `self`. A return is an item too, with negative numbers, unless `returns` take back its order by itself.',
    },
    {
      name: 'amount',
      type: rule('person', 'number'),
      required: false,
      without: '`base` with `rate`',
      meaning:
        'Money in major units. With `for_each` a most for each item stands here, such as `min(350, total * 20 %)`: `cap` is one for the period.',
    },
    {
      name: 'base',
      type: rule('person', 'number'),
      required: false,
      without: '`amount`',
      meaning: 'What the rate is taken of; times `unit_value` it is money.',
    },
    {
      name: 'rate',
      type: rule('person', 'number'),
      required: false,
      without: '`amount`',
      meaning: 'The share of the base: a percentage, a table, or an amount per unit.',
      choice: [2],
    },
    {
      name: 'once',
      type: words(...onces),
      required: false,
      fallback: 'every_period',
      meaning:
        'every_period; ever: a person gets it once in a lifetime; per_item: once for each order, party or person below; at_rank: once for each rank that is higher than all held before the period that is paid. The state remembers it.',
    },
  ],
  either: [['amount'], ['base', 'rate']],
  choices: {
    1: 'A difference is written in `rate`: `TABLE - TABLE(self.NAME)` between payee and item, say.',
    2: '`rate`: a table takes the whole base at one step; `amount: marginal(TABLE, base)` takes each slice at its own.',
    3: '`base`: a group volume counts own purchases when its `own: included` says so. `for_each: purchases` pays on them, `sales where not own purchase` does not.',
    4: 'No generations. `for_each: downline where …` looks at everybody below.',
    5: 'Nobody else is paid: who does not meet `qualified` gets nothing, and the amount is shown as skipped.',
    6: '`cap` cuts the sum of a person; nothing is carried to a later period.',
    7: 'In `base`, `amount` or the measure that they read: `sum(legs, min(group PV, 40 % * 10000))` caps at a share of what is required, `min(group PV, 40 % * self.group PV)` of what is achieved.',
    8: '`rounding`, `rounded_per`, and `round_to` for a coarser step.',
    9: 'The condition in `for_each … where`, or the volume in `base`.',
    10: 'No shares; see pool.',
    11: 'No levels. `for_each: level 1` is the first line.',
    12: 'Nothing is guaranteed; see leadership.',
  },
  example: `retail margin:
  kind: amount
  for_each: sales where buyer.kind = retail
  base: volume:PV
  rate: 20 %
  qualified: true
  rounding: half_up
  rounded_per: line`,
  pays: { D: '20.00' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const forEach = keys.scope('for_each')
    const once = keys.word('once', onces)
    const [amount, base, rate] = [
      itemRule(keys, 'amount', forEach, context),
      itemRule(keys, 'base', forEach, context),
      itemRule(keys, 'rate', forEach, context),
    ]
    if (!common || !once || (keys.has('for_each') && !forEach)) return undefined
    if (keys.has('amount') ? !amount : !base || !rate) return undefined
    return { kind: 'amount', ...common, forEach, amount, base, rate, once }
  },
}

/** The rule of a key whose bare names are those of the item of `for_each`. */
function itemRule(
  keys: KeyReader,
  key: string,
  forEach: Scope | undefined,
  context: ReadContext,
): Rule | undefined {
  if (!keys.has(key)) return undefined
  if (!keys.has('for_each')) return keys.rule(key)
  if (!forEach) return undefined
  return readRule(
    child(keys.node, key),
    context.names,
    { frame: frameOf(forEach.items), item: true },
    'number',
  )
}
