import { child } from '../../plan/node.ts'
import { readRule } from '../read-rule.ts'
import { rule, words, type KeyReader, type ReadContext } from '../keys.ts'
import type { LevelsBonus, Source } from '../plan.ts'
import { commonKeys, readCommon, sourceKeys, treeKey, type BonusKind } from './bonus-keys.ts'

export const levelsKind: BonusKind = {
  name: 'levels',
  meaning:
    'The people above each source are paid, level by level or generation by generation: unilevel, matrix, fast start, generation, infinity, and matching on earnings.',
  keys: [
    ...commonKeys,
    treeKey,
    ...sourceKeys,
    {
      name: 'source_when',
      type: rule('walk', 'condition'),
      required: false,
      meaning: 'Which sources count: a condition on `source` and `line`.',
      choice: '9',
    },
    {
      name: 'starts_at',
      type: words('upline', 'source'),
      required: true,
      meaning: 'Who can be paid first: the person above the source, or the source itself.',
      choice: '11',
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
      type: rule('person', 'condition'),
      required: false,
      meaning:
        'With `steps: levels`, required: who uses up a level. `everybody` (no compression), `paid` (only who is paid on it: dynamic compression), or a condition such as active (who does not meet it is passed over).',
      choice: '5',
    },
    {
      name: 'boundary',
      type: rule('person', 'condition'),
      required: false,
      meaning:
        'With `steps: generations`, required: who closes a generation; say there whether an unqualified leader does.',
      choice: '4',
    },
    {
      name: 'leader_volume',
      type: words('closes', 'opens'),
      required: false,
      meaning:
        "With `steps: generations`, required: whether a leader's own volume belongs to the generation that the leader closes, or opens the next one.",
      choice: '4',
    },
    {
      name: 'depth',
      type: { is: 'text' },
      required: true,
      meaning: 'The last level or generation that is paid, or `unlimited`.',
    },
    {
      name: 'rate',
      type: rule('walk', 'number'),
      required: true,
      meaning:
        'The share of the source that the payee gets; it may read `level`, `source`, `line` and `path rank`.',
    },
    {
      name: 'unpaid',
      type: words('to_company', 'pass_up'),
      required: true,
      meaning:
        'What becomes of the part of somebody who uses up a level and is not paid: the company keeps it, or it passes to the next person above who may be paid, at the rate of the level where it was lost.',
      choice: '5',
    },
    {
      name: 'stop_at',
      type: rule('walk', 'condition'),
      required: false,
      meaning: 'Nobody above the first person for whom it holds is paid; that person is.',
    },
  ],
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
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const tree = keys.text('tree')
    const source = readSource(keys)
    const startsAt = keys.word('starts_at', ['upline', 'source'])
    const firstLevel = keys.has('first_level') ? keys.whole('first_level') : 1
    const steps = readSteps(keys, context)
    const depth = readDepth(keys)
    const [rate, sourceWhen, stopAt] = [keys.rule('rate'), keys.rule('source_when'), keys.rule('stop_at')]
    const unpaid = keys.word('unpaid', ['to_company', 'pass_up'])
    if (!common || !tree || !source || !startsAt || firstLevel === undefined || !steps || depth === 'wrong')
      return undefined
    if (!rate || !unpaid) return undefined
    return {
      kind: 'levels',
      ...common,
      tree,
      source,
      sourceWhen,
      startsAt,
      firstLevel,
      steps,
      depth,
      rate,
      unpaid,
      stopAt,
    }
  },
}

function readSource(keys: KeyReader): Source | undefined {
  const given = ['on', 'on_earned', 'on_each'].filter((key) => keys.has(key))
  if (given.length !== 1) {
    keys.problem('on', given.length === 0 ? 'nothing' : given.join(' and '), 'one of on, on_earned, on_each')
    return undefined
  }
  if (keys.has('on')) {
    const volume = keys.volume('on')
    return volume === undefined ? undefined : { from: 'volume', volume }
  }
  if (keys.has('on_earned')) {
    const bonuses = keys.bonuses('on_earned')
    return bonuses === undefined ? undefined : { from: 'earned', bonuses }
  }
  const value = keys.rule('on_each')
  return value === undefined ? undefined : { from: 'each', value }
}

function readSteps(keys: KeyReader, context: ReadContext): LevelsBonus['steps'] | undefined {
  const by = keys.word('steps', ['levels', 'generations'])
  if (by === 'generations') {
    const boundary = keys.rule('boundary')
    const leaderVolume = keys.word('leader_volume', ['closes', 'opens'])
    if (!keys.has('boundary')) keys.problem('boundary', 'nothing', 'a condition: who closes a generation')
    if (!keys.has('leader_volume')) keys.problem('leader_volume', 'nothing', 'one of closes, opens')
    if (keys.has('counts')) keys.problem('counts', 'a key of levels', '`boundary` and `leader_volume`')
    return boundary && leaderVolume ? { by, boundary, leaderVolume } : undefined
  }
  if (by === undefined) return undefined
  const node = child(keys.node, 'counts')
  if (node.value === 'everybody' || node.value === 'paid') return { by, counts: node.value }
  const counts = readRule(node, context.names, { frame: 'person', item: false }, 'condition')
  return counts && { by, counts }
}

function readDepth(keys: KeyReader): number | undefined | 'wrong' {
  const written = keys.text('depth')
  if (written === 'unlimited') return undefined
  if (written !== undefined && /^\d{1,6}$/.test(written)) return Number(written)
  if (written !== undefined) keys.problem('depth', `"${written}"`, 'a whole number, or unlimited')
  return 'wrong'
}
