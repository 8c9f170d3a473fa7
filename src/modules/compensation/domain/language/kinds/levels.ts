import { child } from '../node.ts'
import { readRule } from '../read-rule.ts'
import { rule, words } from '../key.ts'
import { bonusNames, type KeyReader, type ReadContext } from '../keys.ts'
import { currenciesOf } from '../currencies.ts'
import type { LevelsBonus, Source } from '../plan.ts'
import { commonKeys, legCapKey, readCommon, sourceKeys, treeKey, type BonusKind } from './bonus-keys.ts'

export const levelsKind: BonusKind = {
  name: 'levels',
  meaning:
    'The people above each source are paid, level by level or generation by generation: unilevel, matrix, fast start, generation, infinity, and matching on earnings.',
  keys: [
    ...commonKeys,
    treeKey,
    legCapKey,
    ...sourceKeys,
    {
      name: 'source_when',
      type: rule('walk', 'condition'),
      required: false,
      without: 'every source counts',
      meaning: 'Which sources count: a condition on `source` and `line`.',
      choice: [9],
    },
    {
      name: 'starts_at',
      type: words('upline', 'source'),
      required: true,
      meaning: 'Who can be paid first: the person above the source, or the source itself.',
      choice: [11],
    },
    {
      name: 'first_level',
      type: { is: 'whole number' },
      required: false,
      fallback: '1',
      meaning: 'The number of the first level or generation.',
    },
    {
      name: 'steps',
      type: words('levels', 'generations'),
      required: true,
      meaning: 'What is counted on the way up: people, or generations that leaders close.',
    },
    {
      name: 'counts',
      type: rule('person', 'condition', 'everybody', 'paid'),
      required: { with: 'steps', word: 'levels' },
      meaning:
        'Who uses up a level: `everybody` (no compression), `paid` (only who is paid on it: dynamic compression), or a condition such as active (who does not meet it is passed over).',
      choice: [5],
    },
    {
      name: 'boundary',
      type: rule('person', 'condition'),
      required: { with: 'steps', word: 'generations' },
      meaning: 'Who closes a generation; say there whether an unqualified leader does.',
      choice: [4],
    },
    {
      name: 'leader_volume',
      type: words('closes', 'opens'),
      required: { with: 'steps', word: 'generations' },
      meaning:
        "Whether a leader's own volume belongs to the generation that the leader closes, or opens the next one.",
      choice: [4],
    },
    {
      name: 'depth',
      type: rule('walk', 'number', 'unlimited'),
      required: true,
      meaning:
        'The last level or generation that is paid, or `unlimited`. As a rule it is that of the payee: above it the payee has a rate of 0, and the levels go on for those above.',
    },
    {
      name: 'rate',
      type: rule('walk', 'number'),
      required: true,
      meaning:
        'The share of the source that the payee gets; it may read `level`, `source`, `line` and `path rank`.',
      choice: [1, 2],
    },
    {
      name: 'unpaid',
      type: words('to_company', 'pass_up'),
      required: true,
      meaning:
        'What becomes of the part of somebody who uses up a level and is not paid: the company keeps it, or it passes to the next person above who may be paid, at the rate that the person who lost it would have had there, whatever rate the one above has. By generations that is the part of who closes one: such a leader closes the generation all the same, and whoever gets the part gets it beside an own one. Of who closes none it is not handed on, as the next person in the same generation has an own part.',
      choice: [5],
    },
    {
      name: 'stop_at',
      type: rule('walk', 'condition'),
      required: false,
      without: 'the walk goes on to the top',
      meaning: 'Nobody above the first person for whom it holds is paid; that person is.',
    },
  ],
  either: [['on'], ['on_earned'], ['on_each']],
  choices: {
    1: '`rate` may take a difference: `max(0, TABLE - TABLE(path rank))` against the highest below, `TABLE - TABLE(source.rank)` against the source (stacking).',
    2: '`rate` is taken of the whole source. `before(V)` and `after(V)` make it rise from order to order.',
    3: '`starts_at: source` pays the own volume to its person; a group volume in a condition says `own`.',
    4: "`boundary` says who closes a generation, by `rank` or `career rank`, and whether an unqualified leader does (`rank >= Silver and active`); `leader_volume` to which generation the leader's own volume belongs.",
    5: '`counts`: who uses up a level; `unpaid`: where the part of somebody who used one up and is not paid goes. `terminated: roll_up` of the plan takes people out of the tree.',
    6: '`cap` cuts the sum of a person; nothing is carried to a later period.',
    7: 'In the measure or volume that `qualified` or `rate` reads.',
    8: '`rounding`, `rounded_per`, and `round_to` for a coarser step.',
    9: '`source_when`, or a volume whose `where` leaves such lines out or whose `reads` weighs them (`volume:CV * 30 %`).',
    10: 'No shares; see pool.',
    11: '`starts_at` with `first_level`: `starts_at: source` and `first_level: 1` make oneself level 1; with `first_level: 0` the first line is level 1.',
    12: 'Nothing is guaranteed; see leadership.',
  },
  example: `unilevel:
  kind: levels
  tree: sponsor
  on: PV
  starts_at: upline
  steps: levels
  counts: active
  depth: 3
  rate: if level = 1 then 5 % else 3 %
  unpaid: to_company
  qualified: active
  rounding: half_up
  rounded_per: person`,
  pays: { A: '42.00', B: '20.00' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const tree = keys.text('tree')
    const source = readSource(keys, context)
    const startsAt = keys.word('starts_at', ['upline', 'source'])
    const firstLevel = keys.whole('first_level')
    const steps = readSteps(keys, context)
    const depth = readDepth(keys)
    const [rate, sourceWhen, stopAt] = [keys.rule('rate'), keys.rule('source_when'), keys.rule('stop_at')]
    const unpaid = keys.word('unpaid', ['to_company', 'pass_up'])
    if (!common || !tree || !source || !startsAt || firstLevel === undefined || !steps) return undefined
    if (depth === undefined) return undefined
    if (!rate || !unpaid) return undefined
    return {
      kind: 'levels',
      ...common,
      legCap: keys.rule('leg_cap'),
      tree,
      source,
      sourceWhen,
      startsAt,
      firstLevel,
      steps,
      depth: depth === 'unlimited' ? undefined : depth,
      rate,
      unpaid,
      stopAt,
    }
  },
}

function readSource(keys: KeyReader, context: ReadContext): Source | undefined {
  if (keys.has('on')) {
    const volume = keys.volume('on')
    return volume === undefined ? undefined : { from: 'volume', volume }
  }
  if (keys.has('on_earned')) {
    const bonuses = keys.read('on_earned', bonusNames(context.names))
    if (bonuses === undefined) return undefined
    const currencies = currenciesOf(context.names, bonuses)
    if (currencies.length > 1)
      keys.problem(
        'on_earned',
        `pay in ${currencies.join(' and ')}`,
        'bonuses that pay in one currency or unit; a bonus for each',
      )
    return { from: 'earned', bonuses }
  }
  const value = keys.rule('on_each')
  return value === undefined ? undefined : { from: 'each', value }
}

function readSteps(keys: KeyReader, context: ReadContext): LevelsBonus['steps'] | undefined {
  const by = keys.word('steps', ['levels', 'generations'])
  if (by === 'generations') {
    const boundary = keys.rule('boundary')
    const leaderVolume = keys.word('leader_volume', ['closes', 'opens'])
    return boundary && leaderVolume ? { by, boundary, leaderVolume } : undefined
  }
  if (by === undefined) return undefined
  const node = child(keys.node, 'counts')
  if (node.value === 'everybody' || node.value === 'paid') return { by, counts: node.value }
  if (node.value === undefined) return undefined
  const counts = readRule(node, context.names, { frame: 'person', item: false }, 'condition')
  return counts && { by, counts }
}

/** A whole number, a rule of the payee, or no last level at all. */
function readDepth(keys: KeyReader): LevelsBonus['depth'] | 'unlimited' {
  const { value } = child(keys.node, 'depth')
  if (value === 'unlimited') return value
  if (typeof value === 'string' && /^\d{1,6}$/.test(value)) return Number(value)
  return keys.rule('depth')
}
