import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { walkVersions } from '../pay/run-pay.ts'
import { atPerson } from '../pay/world.ts'
import { figuresOf } from './figures.ts'
import { needsOf, unmetDeep, unmetNeeds } from './needs.ts'
import { expectedTold } from './told.ts'

const plan = planOf(`
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: active}
  - rank: Silver
    needs:
      - active
      - group PV >= 1000.5
      - kind = distributor
      - max(legs, rank) >= Bronze
      - PV <= 40
      - any: [PV >= 300 and group PV >= 2000, count(legs where active) >= 2, PV >= 500 or PV < 10]
      - {at_least: 2, of: [PV >= 10, PV >= 20, PV >= 1000]}
`)
const input = payInput({
  people: [person('A'), person('B', 'A')],
  lines: [bought('1', 'A', '2026-10-02', 50), bought('2', 'B', '2026-10-02', 250)],
})
const { world } = walkVersions([plan], input, periodNamed('2026-10'))
const silver = plan.ranks[1]?.needs
if (!silver) throw new Error('the plan has the rank')

test('a rank is taken apart into what is there, what is needed and what is missing; choices stay choices', () => {
  expect(needsOf(world, silver, atPerson(0))).toEqual([
    { kind: 'words', isMet: false, what: 'the person is active' },
    {
      kind: 'number',
      what: 'group PV',
      by: 'at_least',
      isMet: false,
      needed: '1000.5',
      reached: '300',
      missing: '700.5',
    },
    { kind: 'words', isMet: true, what: 'the kind is distributor' },
    {
      kind: 'words',
      isMet: true,
      what: 'the highest rank among the people directly below is Bronze or higher',
    },
    { kind: 'number', what: 'PV', by: 'at_most', isMet: false, needed: '40', reached: '50', missing: '10' },
    {
      kind: 'choice',
      isMet: false,
      atLeast: 1,
      alternatives: [
        [
          expect.objectContaining({ what: 'PV', missing: '250' }),
          expect.objectContaining({ what: 'group PV', missing: '1700' }),
        ],
        [expect.objectContaining({ needed: '2', reached: '1', missing: '1' })],
        [expect.objectContaining({ what: 'PV', needed: '500' })],
        [expect.objectContaining({ what: 'PV', by: 'less_than', missing: '40' })],
      ],
    },
    {
      kind: 'choice',
      isMet: true,
      atLeast: 2,
      alternatives: [
        [expect.objectContaining({ isMet: true })],
        [expect.objectContaining({ isMet: true })],
        [expect.objectContaining({ isMet: false, missing: '950' })],
      ],
    },
  ])
})

test('only what does not hold is missing', () => {
  expect(unmetNeeds(world, silver, atPerson(0)).map((need) => need.kind)).toEqual([
    'words',
    'number',
    'number',
    'choice',
  ])
})

test('a rank that is kept by grace says what it lacks, beside what the next one needs', () => {
  const kept = planOf(`
openfield: 2
plan: grace
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
ranks:
  - {rank: Bronze, needs: PV >= 100}
  - {rank: Silver, needs: PV >= 200}
rank_rules: {grace_periods: 1, demotion: to_earned}
`)
  const one = payInput({
    people: [person('A', undefined, { rank: 'Bronze' })],
    lines: [bought('1', 'A', '2026-10-02', 70)],
  })
  const figures = figuresOf(kept, one, periodNamed('2026-10'))
  const { rank } = expectedTold({ figures, personIds: [1n] }, 0)
  expect(rank).toMatchObject({ name: 'Bronze', next: 'Silver', needs: [{ missing: '130' }] })
  expect(rank.keep).toMatchObject([{ what: 'PV', needed: '100', reached: '70', missing: '30', isMet: false }])
})

test('what lacks to activity or a rank is said with what these ask for in turn', () => {
  const rule = plan.ranks[1]?.needs
  if (!rule) throw new Error('the plan has the rank')
  const [first] = unmetDeep(world, rule, atPerson(0))
  // Activity is told by its own need.
  expect(first).toMatchObject({ kind: 'number', what: 'PV', needed: '100', missing: '50' })
})
