import { describe, isMap, type PlanNode } from '../node.ts'
import { report } from '../problems.ts'
import { sign } from '#shared/exact.ts'
import { rule, words, type Element } from '../key.ts'
import { constantOf, folding, keyReader, type KeyReader, type ReadContext } from '../keys.ts'
import type { BinaryBonus } from '../plan.ts'
import { commonKeys, readCommon, treeKey, type BonusKind } from './bonus-keys.ts'

const ownVolumes = ['none', 'weaker', 'stronger', 'left', 'right'] as const
const overs = ['keep', 'flush', 'flush_all'] as const
const carries = ['both', 'stronger', 'none'] as const
const unqualifieds = ['keep', 'flush', 'flush_weaker'] as const
const evaluations = ['period', 'week', 'day'] as const

const cycleElement: Element = {
  name: 'cycle',
  meaning: 'The volume that one cycle uses, such as {strong: 200, weak: 100}.',
  keys: [
    {
      name: 'strong',
      type: rule('person', 'number'),
      required: true,
      meaning: 'Volume that a cycle uses of the stronger side; where it is not above zero, nothing matches.',
    },
    {
      name: 'weak',
      type: rule('person', 'number'),
      required: true,
      meaning: 'Volume that a cycle uses of the weaker side; where it is not above zero, nothing matches.',
    },
  ],
}

export const binaryKind: BonusKind = {
  name: 'binary',
  meaning:
    'Two sides of a tree are matched: in cycles, steps or as a percentage of the weaker side, with carry, flush, caps and ages.',
  keys: [
    ...commonKeys,
    { ...treeKey, meaning: 'The tree whose sides left and right are matched; a file gives the sides.' },
    {
      name: 'on',
      type: { is: 'volume' },
      required: true,
      meaning: 'The volume, read from orders, that fills the sides.',
    },
    {
      name: 'own_volume',
      type: words(...ownVolumes),
      required: true,
      meaning:
        'Where the own volume counts: nowhere, on a side, or on the side that is weaker or stronger before it.',
      choice: [3],
    },
    {
      name: 'cycle',
      type: { is: 'element', of: cycleElement, many: 'no' },
      required: true,
      meaning:
        'The volume that one cycle uses, such as {strong: 200, weak: 100}. Both may be rules of the payee.',
    },
    {
      name: 'cycles',
      type: words('whole', 'fractional'),
      required: true,
      meaning: 'Whether only whole cycles count, or all that matches.',
    },
    {
      name: 'strong_side',
      type: words('each_cycle', 'once'),
      required: true,
      meaning:
        'Whether the stronger side is chosen anew for each cycle, or once for the evaluation. With `cycles: fractional` all that matches is matched at once, so that it is chosen once whatever stands here.',
    },
    {
      name: 'per_cycle',
      type: rule('person', 'number'),
      required: false,
      without: '`rate`',
      meaning: 'Money for a cycle; below zero it counts as 0.',
    },
    {
      name: 'rate',
      type: rule('person', 'number'),
      required: false,
      without: '`per_cycle`',
      meaning: "The share of the weaker side's used volume that is paid, times `unit_value`.",
      choice: [2],
    },
    {
      name: 'minimum_side',
      type: rule('person', 'number'),
      required: false,
      without: '0',
      meaning: 'Nothing is matched while the weaker side has less.',
    },
    {
      name: 'maximum_side',
      type: rule('person', 'number'),
      required: false,
      without: 'all of it',
      meaning: 'The most of a side that one evaluation counts; what is above it follows `carry`.',
    },
    {
      name: 'maximum_cycles',
      type: rule('person', 'number'),
      required: false,
      without: 'no maximum',
      meaning: 'The most cycles that one evaluation pays.',
      choice: [6],
    },
    {
      name: 'over_maximum',
      type: words(...overs),
      required: { with: 'maximum_cycles' },
      meaning:
        'The volume of cycles above the maximum: kept, used up unpaid (flush), or both sides emptied (flush_all).',
      choice: [6],
    },
    {
      name: 'over_cap',
      type: words('keep', 'flush'),
      required: { with: 'cap' },
      meaning: 'Volume of what the money cap did not pay: kept for later, or used up.',
      choice: [6],
    },
    {
      name: 'carry',
      type: words(...carries),
      required: true,
      meaning: 'What stays for the next evaluation: the rest of both sides, of the stronger one, or nothing.',
      choice: [6],
    },
    {
      name: 'carry_limit',
      type: rule('person', 'number'),
      required: false,
      without: 'no limit',
      meaning: 'The most that stays on a side; the oldest is kept.',
    },
    {
      name: 'carry_periods',
      type: rule('person', 'number'),
      required: false,
      without: 'it stays',
      meaning:
        'Volume counts in the evaluation in which it arose and in so many evaluations after it; then it is dropped. With `evaluated: day` these are days, with `week` weeks, with `period` periods of the bonus. The oldest is used first.',
    },
    {
      name: 'unqualified',
      type: words(...unqualifieds),
      required: true,
      meaning: 'The volume of somebody who is not qualified: kept, dropped, or dropped on the weaker side.',
      choice: [5],
    },
    {
      name: 'before_first_qualified',
      type: words('keep', 'drop'),
      required: true,
      meaning:
        'Volume from before the person was ever qualified: kept, or dropped. The state remembers the first time.',
    },
    {
      name: 'evaluated',
      type: words(...evaluations),
      required: true,
      meaning: 'How often inside the period the sides are matched.',
    },
  ],
  either: [['per_cycle'], ['rate']],
  choices: {
    1: 'No difference is taken; the sides are matched.',
    2: '`rate` or `per_cycle` holds for all of the matched volume; both may be rules of the payee.',
    3: '`own_volume`: `none`, a named side, or the side that is `weaker` or `stronger` before it.',
    4: 'No generations; a matching bonus on this one is of kind levels with `on_earned`.',
    5: '`unqualified`: the volume on the sides is kept, flushed, or flushed on the weaker side; `before_first_qualified` for what came before. Volume of everybody counts on the sides of all above; a `where` of the volume leaves some out.',
    6: '`over_maximum` says what becomes of volume above `maximum_cycles`, `over_cap` of what the money `cap` did not pay; what stays after that follows `carry`, then `carry_limit`, then `carry_periods`.',
    7: '`maximum_side` caps a side; own volume is a side only as `own_volume` says.',
    8: '`rounding`, `rounded_per`, and `round_to` for a coarser step; `cycles: whole` or `fractional`.',
    9: 'The `where` of the volume that `on` names.',
    10: 'No shares; `company_cap` scales everybody down in proportion.',
    11: 'No levels: the whole side counts, from the position directly below on.',
    12: 'Nothing is guaranteed; see leadership.',
  },
  example: `binary bonus:
  kind: binary
  tree: placement
  on: PV
  own_volume: none
  cycle: {strong: 200, weak: 100}
  cycles: whole
  strong_side: each_cycle
  per_cycle: 14
  over_maximum: keep
  over_cap: flush
  carry: both
  unqualified: keep
  before_first_qualified: keep
  evaluated: period
  qualified: true
  rounding: half_up
  rounded_per: person`,
  pays: { A: '42.00' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const rules = readRules(keys)
    const chosen = readWords(keys)
    const [tree, on, cycle] = [
      keys.text('tree'),
      keys.volume('on'),
      keys.read('cycle', (node) => readCycle(node, context)),
    ]
    if (!common || !chosen || !tree || !on || !cycle) return undefined
    return {
      kind: 'binary',
      ...common,
      ...rules,
      ...chosen,
      tree,
      on,
      cycle,
    }
  },
}

function readRules(keys: KeyReader) {
  return {
    perCycle: keys.rule('per_cycle'),
    rate: keys.rule('rate'),
    minimumSide: keys.rule('minimum_side'),
    maximumSide: keys.rule('maximum_side'),
    maximumCycles: keys.rule('maximum_cycles'),
    carryLimit: keys.rule('carry_limit'),
    carryPeriods: folding(keys.rule('carry_periods')),
  }
}

function readWords(keys: KeyReader) {
  const ownVolume = keys.word('own_volume', ownVolumes)
  const cycles = keys.word('cycles', ['whole', 'fractional'])
  const strongSide = keys.word('strong_side', ['each_cycle', 'once'])
  const overMaximum = keys.has('over_maximum') ? keys.word('over_maximum', overs) : 'keep'
  const overCap = keys.has('over_cap') ? keys.word('over_cap', ['keep', 'flush']) : 'flush'
  const carry = keys.word('carry', carries)
  const unqualified = keys.word('unqualified', unqualifieds)
  const beforeFirstQualified = keys.word('before_first_qualified', ['keep', 'drop'])
  const evaluated = keys.word('evaluated', evaluations)
  if (!ownVolume || !cycles || !strongSide || !overMaximum || !overCap || !carry) return undefined
  if (!unqualified || !beforeFirstQualified || !evaluated) return undefined
  return {
    ownVolume,
    cycles,
    strongSide,
    overMaximum,
    overCap,
    carry,
    unqualified,
    beforeFirstQualified,
    evaluated,
  }
}

function readCycle(node: PlanNode, context: ReadContext): BinaryBonus['cycle'] | undefined {
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), 'two volumes, such as {strong: 200, weak: 100}')
    return undefined
  }
  const keys = keyReader(node, cycleElement, context)
  const [strong, weak] = [folding(keys.rule('strong')), folding(keys.rule('weak'))]
  if (strong === undefined || weak === undefined) return undefined
  const isNever = (side: typeof strong) => {
    const value = constantOf(side)
    return value !== undefined && sign(value) <= 0
  }
  if (!isNever(strong) && !isNever(weak)) return { strong, weak }
  report(node.problems, node.path, 'a side of zero or less', 'two volumes above zero')
  return undefined
}
