import { rule, words } from '../key.ts'
import { commonKeys, legCapKey, readCommon, treeKey, type BonusKind } from './bonus-keys.ts'

export const leadershipKind: BonusKind = {
  name: 'leadership',
  meaning:
    'Each leader brings a share of the own group to the next leader above, filled up to a guarantee out of what the leader received from below.',
  keys: [
    ...commonKeys,
    treeKey,
    legCapKey,
    {
      name: 'leader',
      type: rule('person', 'condition'),
      required: true,
      meaning: 'Who is a leader, and so brings a share up and gets what leaders below bring.',
      choice: [4],
    },
    {
      name: 'base',
      type: rule('person', 'number'),
      required: true,
      meaning: "A leader's base, such as the personal group volume.",
      choice: [3],
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
        'What a leader must bring up at least, in units of the base; 0 for no guarantee. It is filled up from what the leader received, computed from the bottom. Each part that is brought up is a line. A base below zero takes back.',
      choice: [12],
    },
    {
      name: 'unpaid',
      type: words('pass_up', 'to_company'),
      required: true,
      meaning:
        'What a leader who may not be paid would keep: it passes to the next leader above, or the company keeps it. The own share still goes up, and is filled up to the guarantee as for everybody.',
      choice: [5],
    },
  ],
  choices: {
    1: 'No difference is taken.',
    2: '`rate`: a table takes the whole base at one step; `rate: share(marginal(TABLE, X), X)` takes each slice at its own.',
    3: '`base`: a group volume counts own purchases when its `own: included` says so.',
    4: "`leader` closes the group, by `rank` or `career rank` as the condition says. The leader's own group is in `base` of the leader and goes to the next leader above.",
    5: '`unpaid`: what a leader who is not qualified would keep moves to the next leader above, or the company keeps it.',
    6: '`cap` cuts the sum of a person, after guarantees were brought up; nothing is carried.',
    7: 'In the measure or volume that `base` or `leader` reads.',
    8: '`rounding`, `rounded_per`, and `round_to` for a coarser step.',
    9: 'The `where` of the volume under `base`.',
    10: 'No shares; see pool.',
    11: 'No levels: the next leader above is paid, never the leader whose base it is.',
    12: '`guarantee`: what is filled up is taken from what the leader received, computed from the bottom; 0 for no guarantee.',
  },
  example: `leadership:
  kind: leadership
  tree: sponsor
  leader: group PV >= 400
  base: PV
  rate: 4 %
  guarantee: 4 % * 500
  unpaid: pass_up
  qualified: active
  rounding: half_up
  rounded_per: person`,
  pays: { A: '36.00', B: '4.00' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const [tree, leader, base] = [keys.text('tree'), keys.rule('leader'), keys.rule('base')]
    const [rate, guarantee] = [keys.rule('rate'), keys.rule('guarantee')]
    const unpaid = keys.word('unpaid', ['pass_up', 'to_company'])
    if (!common || !tree || !leader || !base || !rate || !guarantee || !unpaid) return undefined
    return {
      kind: 'leadership',
      ...common,
      legCap: keys.rule('leg_cap'),
      tree,
      leader,
      base,
      rate,
      guarantee,
      unpaid,
    }
  },
}
