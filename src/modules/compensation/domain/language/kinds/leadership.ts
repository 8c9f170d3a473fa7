import { rule, words } from '../keys.ts'
import { commonKeys, readCommon, treeKey, type BonusKind } from './bonus-keys.ts'

export const leadershipKind: BonusKind = {
  name: 'leadership',
  meaning:
    'Each leader brings a share of the own group to the next leader above, filled up to a guarantee out of what the leader received from below.',
  keys: [
    ...commonKeys,
    treeKey,
    { name: 'leader', type: rule('person', 'condition'), required: true, meaning: 'Who is a leader.' },
    {
      name: 'base',
      type: rule('person', 'number'),
      required: true,
      meaning: "A leader's base, such as the personal group volume.",
    },
    {
      name: 'rate',
      type: rule('person', 'number'),
      required: true,
      meaning: 'The share of that base that goes up.',
    },
    {
      name: 'guarantee',
      type: rule('person', 'number'),
      required: true,
      meaning:
        'What a leader must bring up at least, in units of the base; 0 for no guarantee. It is filled up from what the leader received, computed from the bottom.',
      choice: '12',
    },
    {
      name: 'unpaid',
      type: words('pass_up', 'to_company'),
      required: true,
      meaning:
        'What a leader who may not be paid would keep: it passes to the next leader above, or the company keeps it.',
      choice: '5',
    },
  ],
  example: `leadership:
  kind: leadership
  tree: sponsor
  leader: group PV >= 1000
  base: group PV
  rate: 4 %
  guarantee: 4 % * 1000
  unpaid: pass_up
  qualified: active
  rounding: half_up
  rounded_per: person`,
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const [tree, leader, base] = [keys.text('tree'), keys.rule('leader'), keys.rule('base')]
    const [rate, guarantee] = [keys.rule('rate'), keys.rule('guarantee')]
    const unpaid = keys.word('unpaid', ['pass_up', 'to_company'])
    if (!common || !tree || !leader || !base || !rate || !guarantee || !unpaid) return undefined
    return { kind: 'leadership', ...common, tree, leader, base, rate, guarantee, unpaid }
  },
}
