import { child, describe, isMap, listOf, type PlanNode } from '../node.ts'
import { readRule } from '../read-rule.ts'
import { rule, words } from '../key.ts'
import { folding, type KeyReader, type ReadContext } from '../keys.ts'
import type { PoolBonus } from '../plan.ts'
import { report } from '../problems.ts'
import { commonKeys, readCommon, type BonusKind } from './bonus-keys.ts'

const divides = ['by_shares', 'by_fraction', 'by_position'] as const

export const poolKind: BonusKind = {
  name: 'pool',
  meaning: 'A fund is divided among those who qualify: by shares, by fractions, or by place in a ranking.',
  keys: [
    ...commonKeys,
    {
      name: 'fund',
      type: rule('company', 'number'),
      required: true,
      meaning: 'What is divided, in major units: constants, facts of the company, sums over everyone.',
    },
    {
      name: 'divide',
      type: words(...divides),
      required: true,
      meaning:
        'by_shares: fund times own shares over all shares; by_fraction: fund times the own fraction; by_position: fund times the share of the place.',
      choice: [10],
    },
    {
      name: 'shares',
      type: rule('person', 'number'),
      required: { with: 'divide', word: 'by_shares' },
      meaning: 'The shares of a person.',
    },
    {
      name: 'residue',
      type: words('to_company', 'shared'),
      required: { with: 'divide', word: 'by_shares', optional: true },
      fallback: 'to_company',
      meaning:
        'What rounding leaves of the fund stays with the company, or the parts are whole minor units that add up to the fund (largest remainders first, then lowest id).',
    },
    {
      name: 'fraction',
      type: rule('person', 'number'),
      required: { with: 'divide', word: 'by_fraction' },
      meaning: 'The fraction of a person, multipliers included; it is not normalised.',
    },
    {
      name: 'over_100',
      type: words('refuse', 'allow'),
      required: { with: 'divide', word: 'by_fraction' },
      meaning:
        'What happens when fractions add up to more than 1: the run is refused, or the company pays more than the fund.',
      choice: [10],
    },
    {
      name: 'score',
      type: rule('person', 'number'),
      required: { with: 'divide', word: 'by_position' },
      meaning:
        'What the ranking goes by: the highest comes first. Only who is qualified and has a score above zero has a place; others are left out before places are given, so that those behind them move up.',
    },
    {
      name: 'ties',
      type: { is: 'rules' },
      required: { with: 'divide', word: 'by_position' },
      meaning:
        'Rules that settle equal scores, lowest first; the id is the last resort. An order tells its day and not its time: with `max(sales, date)` the one whose last order lies on an earlier day comes first.',
    },
    {
      name: 'positions',
      type: { is: 'places' },
      required: { with: 'divide', word: 'by_position' },
      meaning:
        "The share of the fund of each place, such as {1: 30 %, 2-3: 20 %}. A share may be a rule over facts and totals of the company; one that is not above zero is none, so that the number of places may grow: `{1: 30 %, 2: 'if count(everyone where active) >= 100 then 20 %'}`. The share of a place that nobody has stays with the company.",
    },
    {
      name: 'nobody',
      type: words('to_company', 'carry'),
      required: true,
      meaning:
        'Where nobody is qualified, or nobody has a share or place: the company keeps the fund, or it is added to the next one.',
    },
  ],
  choices: {
    1: 'No difference is taken.',
    2: '`shares`, `fraction` and `fund` are taken whole, or by slices with `marginal(TABLE, x)`.',
    3: 'The volume that `fund` sums, and that `shares` or `score` read.',
    4: 'No generations.',
    5: '`qualified`: who is not takes no share and the others share the whole; `nobody` says what happens when there is no one.',
    6: '`cap` cuts the sum of a person, and what is cut stays with the company; `nobody: carry` keeps the whole fund for the next one.',
    7: 'In the measure or volume that `shares` or `score` reads: `min(PV, 80 % * 1000)`.',
    8: '`rounding` and `rounded_per`; what is left of the fund after rounding stays with the company.',
    9: 'The `where` of the volume that `fund` sums.',
    10: '`divide`: `by_shares` is normalised (fund · shares / all shares), `by_fraction` is not; `over_100` says what happens when fractions add up to more than 1.',
    11: 'No levels.',
    12: 'Nothing is guaranteed; see leadership.',
  },
  example: `leader pool:
  kind: pool
  fund: 2 % * sum(everyone, PV)
  divide: by_shares
  shares: if group PV >= 500 then 2 else 1
  nobody: to_company
  qualified: active
  rounding: down
  rounded_per: person`,
  pays: { A: '7.33', B: '7.33', C: '3.66', D: '3.66' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const fund = keys.rule('fund')
    const nobody = keys.word('nobody', ['to_company', 'carry'])
    const divide = readDivide(keys, context)
    if (!common || !fund || !nobody || !divide) return undefined
    return { kind: 'pool', ...common, fund, nobody, divide }
  },
}

function readDivide(keys: KeyReader, context: ReadContext): PoolBonus['divide'] | undefined {
  const by = keys.word('divide', divides)
  if (by === 'by_shares') {
    const shares = keys.rule('shares')
    const residue = keys.word('residue', ['to_company', 'shared'])
    if (residue === 'shared' && keys.has('unit_value'))
      keys.problem(
        'unit_value',
        'a value of a unit',
        'none beside residue: shared, as the parts add up to the fund',
      )
    return shares && residue && { by: 'shares', shares, residue }
  }
  if (by === 'by_fraction') {
    const fraction = keys.rule('fraction')
    const over100 = keys.word('over_100', ['refuse', 'allow'])
    return fraction && over100 && { by: 'fraction', fraction, over100 }
  }
  if (by === undefined) return undefined
  const score = keys.rule('score')
  const ties = keys.read(
    'ties',
    listOf((node) => readRule(node, context.names, { frame: 'person', item: false }, 'any')),
  )
  const positions = keys.read('positions', (node) => readPositions(node, context))
  return score && ties && positions && { by: 'position', score, ties, positions }
}

function readPositions(node: PlanNode, context: ReadContext) {
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), 'a map of places, such as {1: 30 %, 2-3: 20 %}')
    return undefined
  }
  return Object.keys(node.value).flatMap((key) => {
    const place = child(node, key)
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(key)
    const share = folding(
      readRule(place, context.names, { frame: 'company', item: false }, 'number', 'a share, such as 30 %'),
    )
    if (!match) report(node.problems, place.path, `"${key}"`, 'a place such as 1, or places such as 2-3')
    if (!match || share === undefined) return []
    const from = Number(match[1])
    return [{ from, to: match[2] === undefined ? from : Number(match[2]), share }]
  })
}
