import { frameOf } from '../read-scope.ts'
import { readRule } from '../read-rule.ts'
import { child } from '../../plan/node.ts'
import { rule, words, type KeyReader, type ReadContext } from '../keys.ts'
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
      meaning:
        'What is paid for, one by one: sales, purchases, sale lines, purchase lines, hosted parties, held parties, legs, level or levels, downline, each with `where`. Without it once per person. Its names are then those of the item; the payee is `self`.',
    },
    {
      name: 'amount',
      type: rule('person', 'number'),
      required: false,
      meaning: 'Money in major units. Either this, or `base` with `rate`.',
    },
    {
      name: 'base',
      type: rule('person', 'number'),
      required: false,
      meaning: 'What the rate is taken of; times `unit_value` it is money.',
    },
    {
      name: 'rate',
      type: rule('person', 'number'),
      required: false,
      meaning: 'The share of the base: a percentage, a table, or an amount per unit.',
      choice: '2',
    },
    {
      name: 'once',
      type: words(...onces),
      required: false,
      fallback: 'every_period',
      meaning:
        'every_period; ever: a person gets it once in a lifetime; per_item: once for each order, party or person below; at_rank: once for each rank that is higher than all held before. The state remembers it.',
    },
  ],
  example: `retail margin:
  kind: amount
  base: PV
  rate: 20 %
  qualified: true
  rounding: half_up
  rounded_per: person`,
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const forEach = keys.scope('for_each')
    const once = keys.word('once', onces)
    const [amount, base, rate] = [
      itemRule(keys, 'amount', forEach, context),
      itemRule(keys, 'base', forEach, context),
      itemRule(keys, 'rate', forEach, context),
    ]
    if (
      keys.has('amount') === (keys.has('base') || keys.has('rate')) ||
      keys.has('base') !== keys.has('rate')
    ) {
      keys.problem('amount', 'neither, or both', 'either `amount`, or `base` with `rate`')
      return undefined
    }
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
