import { child, isMap, listOf } from '../../plan/node.ts'
import { readRule } from '../read-rule.ts'
import { constant, rule, words, type KeyReader, type ReadContext } from '../keys.ts'
import type { PoolBonus } from '../plan.ts'
import { report } from '../../plan/problems.ts'
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
      choice: '10',
    },
    {
      name: 'shares',
      type: rule('person', 'number'),
      required: false,
      meaning: 'With by_shares: the shares of a person.',
    },
    {
      name: 'residue',
      type: words('to_company', 'shared'),
      required: false,
      fallback: 'to_company',
      meaning:
        'With by_shares: what rounding leaves of the fund stays with the company, or the parts are rounded so that they add up to the fund (largest remainders first).',
      choice: '8',
    },
    {
      name: 'fraction',
      type: rule('person', 'number'),
      required: false,
      meaning: 'With by_fraction: the fraction of a person, multipliers included; it is not normalised.',
    },
    {
      name: 'over_100',
      type: words('refuse', 'allow'),
      required: false,
      meaning:
        'With by_fraction, required: what happens when fractions add up to more than 1: the run is refused, or the company pays more than the fund.',
      choice: '10',
    },
    {
      name: 'score',
      type: rule('person', 'number'),
      required: false,
      meaning: 'With by_position: the highest comes first.',
    },
    {
      name: 'ties',
      type: { is: 'list' },
      required: false,
      meaning:
        'With by_position, required: rules that settle equal scores, lowest first; the id is the last resort.',
    },
    {
      name: 'positions',
      type: { is: 'map' },
      required: false,
      meaning: 'With by_position: the share of the fund of each place, such as {1: 30 %, 2-3: 20 %}.',
    },
    {
      name: 'nobody',
      type: words('to_company', 'carry'),
      required: true,
      meaning: 'Where nobody is qualified: the company keeps the fund, or it is added to the next one.',
    },
  ],
  example: `leader pool:
  kind: pool
  fund: 2 % * sum(everyone, PV)
  divide: by_shares
  shares: if group PV >= 500 then 2 else 1
  nobody: to_company
  qualified: active
  rounding: down
  rounded_per: person`,
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
  const missing = (key: string, expected: string): undefined => {
    if (!keys.has(key)) keys.problem(key, 'nothing', expected)
    return undefined
  }
  if (by === 'by_shares') {
    const shares = keys.rule('shares')
    return shares
      ? { by: 'shares', shares, residue: keys.word('residue', ['to_company', 'shared']) ?? 'to_company' }
      : missing('shares', 'the shares of a person')
  }
  if (by === 'by_fraction') {
    const fraction = keys.rule('fraction')
    const over100 = keys.word('over_100', ['refuse', 'allow'])
    if (!fraction) return missing('fraction', 'the fraction of a person')
    return over100 ? { by: 'fraction', fraction, over100 } : missing('over_100', 'one of refuse, allow')
  }
  if (by === undefined) return undefined
  const score = keys.rule('score')
  const ties = keys.has('ties')
    ? listOf((node) => readRule(node, context.names, { frame: 'person', item: false }, 'any'))(
        child(keys.node, 'ties'),
      )
    : missing('ties', 'a list of rules, such as [joined]')
  const positions = readPositions(keys, context)
  if (!score) return missing('score', 'what the ranking goes by')
  return ties && positions ? { by: 'position', score, ties, positions } : undefined
}

function readPositions(keys: KeyReader, context: ReadContext) {
  const node = child(keys.node, 'positions')
  if (!isMap(node.value)) {
    keys.problem('positions', 'nothing', 'a map of places, such as {1: 30 %, 2-3: 20 %}')
    return undefined
  }
  return Object.keys(node.value).flatMap((key) => {
    const place = child(node, key)
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(key)
    const share = constant(place, context.names)
    if (!match) report(node.problems, place.path, `"${key}"`, 'a place such as 1, or places such as 2-3')
    if (!match || share === undefined) return []
    const from = Number(match[1])
    return [{ from, to: match[2] === undefined ? from : Number(match[2]), share }]
  })
}
