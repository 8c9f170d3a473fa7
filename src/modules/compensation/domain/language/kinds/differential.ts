import { rule, words } from '../key.ts'
import { commonKeys, legCapKey, readCommon, treeKey, type BonusKind } from './bonus-keys.ts'

const againsts = ['first_line', 'path_maximum', 'source'] as const

export const differentialKind: BonusKind = {
  name: 'differential',
  meaning:
    'On the way up from each order everybody takes the difference between the own rate and what was taken below.',
  keys: [
    ...commonKeys,
    treeKey,
    legCapKey,
    {
      name: 'on',
      type: { is: 'volume' },
      required: true,
      meaning: 'The volume, read from orders, that is paid on.',
    },
    {
      name: 'rate',
      type: rule('walk', 'number'),
      required: true,
      meaning: 'The rate of a person: a table, by rank or volume; above 1 it is an amount per unit.',
      choice: [2],
    },
    {
      name: 'against',
      type: words(...againsts),
      required: true,
      meaning:
        'What the own rate is compared with: first_line, the rate of the next one below who took part, also where that one got nothing; path_maximum, the highest rate taken below on the way; source, the rate of the person whose volume it is, whoever stands between. A difference that is not above zero gives nothing and takes nothing back. Rates of 6, 3 and 9 % on the way up pay 6, 0 and 6 % with first_line, and 6, 0 and 3 % with path_maximum or source.',
      choice: [1],
    },
    {
      name: 'own',
      type: words('paid', 'not_paid'),
      required: true,
      meaning:
        'Whether the own volume pays its person the own rate. Who may be paid has taken that rate either way: with not_paid the person above gets the difference to it, and the own part belongs to nobody. Of who may not be paid `unpaid` decides: with pass_up nothing was taken and the next one above gets the whole rate, with to_company it was taken.',
      choice: [3],
    },
    {
      name: 'unpaid',
      type: words('pass_up', 'to_company'),
      required: true,
      meaning:
        'Who may not be paid takes nothing and the next one above gets the whole difference (pass_up), or the company keeps that part (to_company). With pass_up a leader at the highest step who may not be paid holds nothing back either: who stands above gets the difference on that team too.',
      choice: [5],
    },
  ],
  choices: {
    1: '`against`: `first_line`, `path_maximum` or `source`.',
    2: '`rate` is one rate for the whole order line. With `before(V)` or `after(V)` it rises within the period, from order to order.',
    3: '`own`, for the own volume of the source; `own: included` or `excluded` of the group volume that the rate goes by.',
    4: 'No generations: who takes a rate is between those above and those below.',
    5: '`unpaid`: the difference moves to the next one above, or the company keeps it. Volume never disappears.',
    6: '`cap` cuts the sum of a person; nothing is carried to a later period.',
    7: 'In the measure or volume that `rate` reads.',
    8: '`rounding`, `rounded_per`, and `round_to` for a coarser step.',
    9: 'The `where` of the volume that `on` names, or a `rate` of 0 for such lines.',
    10: 'No shares; see pool.',
    11: 'No levels: everybody from the source on takes part; `own` says whether the source itself is paid.',
    12: 'Nothing is guaranteed; see leadership.',
  },
  example: `team bonus:
  kind: differential
  tree: sponsor
  on: PV
  rate: team rate
  against: path_maximum
  own: paid
  unpaid: pass_up
  qualified: active
  rounding: half_up
  rounded_per: person`,
  pays: { A: '51.00', B: '24.00', C: '12.00', D: '12.00' },
  read(keys, head, context) {
    const common = readCommon(keys, head, context)
    const [tree, on, rate] = [keys.text('tree'), keys.volume('on'), keys.rule('rate')]
    const against = keys.word('against', againsts)
    const own = keys.word('own', ['paid', 'not_paid'])
    const unpaid = keys.word('unpaid', ['pass_up', 'to_company'])
    if (!common || !tree || !on || !rate || !against || !own || !unpaid) return undefined
    return {
      kind: 'differential',
      ...common,
      legCap: keys.rule('leg_cap'),
      tree,
      on,
      rate,
      against,
      own,
      unpaid,
    }
  },
}
