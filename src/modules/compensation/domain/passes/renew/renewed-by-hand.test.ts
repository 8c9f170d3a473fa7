import { expect, test } from 'vitest'
import { changeableVolumes } from '#test/support/changeable-volumes.ts'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { LineInput, PayInput, PersonInput } from '../../pay/pay-input.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { renewableRun } from './renewable-run.ts'

const period = periodNamed('2026-10')
const settled = 'rounding: half_up, rounded_per: person'

type Volumes = Readonly<Record<string, number>>

/** What everybody is paid in cents, as volumes become known one after the other; each time held, with what it leaves, against a run taken anew. */
function paidAfter(
  bonus: string,
  people: readonly PersonInput[],
  changes: readonly Volumes[],
  lines: readonly LineInput[] = [],
): number[][] {
  return paidBy(headOf(`bonuses:\n  ${bonus}`), { people, lines }, changes)
}

function paidBy(
  text: string,
  { people, lines }: Pick<PayInput, 'people' | 'lines'>,
  changes: readonly Volumes[],
): number[][] {
  const plan = planOf(text)
  const known = fieldOfInput(plan, payInput({ people, trees: ['placement'], lines }), period)
  const field = { ...known, ...changeableVolumes(known) }
  const run = renewableRun(plan, field, period)
  expect(run.refused).toBe(undefined)
  const paid = ({ bonuses }: PassResult): number[] => bonuses.flatMap(({ minor }) => [...minor])
  const left = ({ marks }: PassResult): string[] =>
    marks()
      .flatMap(({ name, person: of, value }) => [...of].map((one, row) => `${one} ${name} ${value(row)}`))
      .toSorted()
  return changes.map((change) => {
    const changed = Object.entries(change).map(([id, value]) => {
      const number = people.findIndex((one) => one.id === id)
      field.change('PV', number, value)
      return number
    })
    run.renew(changed)
    const anew = runPasses(plan, field, period)
    expect(paid(run.passed)).toEqual(paid(anew))
    expect(left(run.passed)).toEqual(left(anew))
    return paid(run.passed)
  })
}

test('who begins to lead above other leaders changes what these keep, though they bought nothing', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B')]
  const bonus = `lead: {kind: leadership, tree: sponsor, leader: PV >= 100, base: PV, rate: 10 %, guarantee: 15, unpaid: pass_up,
    qualified: true, ${settled}}`
  // B, on top, keeps the 20 of C; below A it fills its own 10 up to 15 out of them.
  expect(paidAfter(bonus, people, [{ B: 100, C: 200 }, { A: 100 }, { A: 0 }])).toEqual([
    [0, 2000, 0],
    [1500, 1500, 0],
    [0, 2000, 0],
  ])
})

test('volume of those who stand on neither side counts once for the side further up', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'B')),
    person('D', 'A', placed('placement', 'A', 'right')),
  ]
  const bonus = `pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 10, weak: 10}, cycles: whole,
    strong_side: once, per_cycle: 1, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period,
    qualified: true, ${settled}}`
  expect(paidAfter(bonus, people, [{ D: 100 }, { C: 20 }, { C: 30 }, { B: 40 }])).toEqual([
    [0, 0, 0, 0],
    [200, 0, 0, 0],
    [300, 0, 0, 0],
    [700, 0, 0, 0],
  ])
})

test('a cap that rises with what everybody bought gives back what it took of somebody else', () => {
  const bonus = `own: {kind: amount, amount: PV, cap: '10 % * sum(everyone, PV)', qualified: true, ${settled}}`
  const people = [person('A'), person('B')]
  expect(paidAfter(bonus, people, [{ A: 40, B: 100 }, { B: 600 }])).toEqual([
    [1400, 1400],
    [4000, 6400],
  ])
})

test('who is above pays again what a cap of a leg took, and somebody below goes up again once a rate is another one', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B')]
  const bonus = (
    rate: string,
  ) => `team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody,
    depth: unlimited, rate: '${rate}', unpaid: to_company, leg_cap: 'PV * 10 %', qualified: true, ${settled}}`
  // What B and C bought comes to A from one leg, of which A's own volume says how much may be paid.
  expect(paidAfter(bonus('10 %'), people, [{ A: 10, B: 20, C: 30 }, { A: 40 }, { A: 60 }, { C: 5 }])).toEqual(
    [
      [100, 200, 0],
      [400, 200, 0],
      [500, 200, 0],
      [250, 50, 0],
    ],
  )
  expect(
    paidAfter(bonus('if PV >= 100 then 10 % else 5 %'), people, [{ A: 90, B: 20, C: 50 }, { A: 100 }]),
  ).toEqual([
    [350, 200, 0],
    [700, 200, 0],
  ])
})

test('who is active by the places below is paid again, and so is whoever sponsored', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'A', placed('placement', 'B', 'left'))]
  const bonus = `legs: {kind: amount, amount: active legs, qualified: true, ${settled}}
measures:
  placed: count(legs in placement where PV >= 10)
  active legs: count(legs where placed >= 1)`
  expect(paidAfter(bonus, people, [{ C: 5 }, { C: 10 }, { C: 0 }])).toEqual([
    [0, 0, 0],
    [100, 0, 0],
    [0, 0, 0],
  ])
})

test('a share that everybody has together, and no decimals hold, is another one for whoever reads it', () => {
  const bonus = `part: {kind: amount, amount: 'if sum(everyone, third) >= 10 then PV else 0', qualified: true, ${settled}}
measures: {third: PV / 3}`
  const [people, changes] = [
    [person('A'), person('B')],
    [{ B: 10 }, { B: 20 }, { B: 19 }],
  ]
  expect(paidAfter(bonus, people, changes, [bought('1', 'A', '2026-10-02', 10)])).toEqual([
    [0, 0],
    [1000, 2000],
    [0, 0],
  ])
})

test('what is bought below reaches those above also while everybody stands otherwise by what all have together', () => {
  const text = headOf(`  placed PV: {group_of: PV, tree: placement, own: included}
  team PV: {group_of: PV, tree: sponsor, own: included}
  below PV: {group_of: PV, tree: placement, own: excluded, until: rank >= Silver}
ranks:
  - {rank: Silver, needs: 'count(everyone where PV >= 50) >= 2'}
measures: {part: team PV / 10}
bonuses:
  part: {kind: amount, amount: part, qualified: true, ${settled}}`)
  const people = [person('A'), person('B', 'A'), person('C', 'B'), person('D')]
  expect(paidBy(text, { people, lines: [] }, [{ C: 20 }, { C: 50 }, { D: 60 }, { C: 30 }])).toEqual([
    [200, 200, 200, 0],
    [500, 500, 500, 0],
    [500, 500, 500, 600],
    [300, 300, 300, 600],
  ])
})

const own = `own: {kind: amount, amount: PV, qualified: true, ${settled}}`
const per = (whom: string, most: number) =>
  `  - {name: ${whom} ${most}, bonuses: all, per: ${whom}, most: ${most}}`

test('a limit of the company takes of everybody once it is passed, and gives it back', () => {
  const limits = `limits:\n${per('person', 30)}\n${per('company', 50)}`
  const changes = [{ A: 20, B: 10 }, { A: 40 }, { B: 30 }, { B: 5 }, { A: 10 }]
  expect(paidAfter(`${own}\n${limits}`, [person('A'), person('B')], changes)).toEqual([
    [2000, 1000],
    [3000, 1000],
    [2500, 2500],
    [3000, 500],
    [1000, 500],
  ])
})

test('what a limit of the company leaves is what a later limit goes by', () => {
  const people = [person('A'), person('B')]
  const cut = [{ A: 40, B: 5 }, { A: 45 }, { B: 45 }, { A: 0 }]
  expect(paidAfter(`${own}\nlimits:\n${per('company', 50)}\n${per('person', 28)}`, people, cut)).toEqual([
    [2800, 500],
    [2800, 500],
    [2500, 2500],
    [0, 2800],
  ])
  const twice = [{ A: 20, B: 10 }, { B: 40 }, { A: 0 }, { B: 15 }]
  expect(paidAfter(`${own}\nlimits:\n${per('company', 50)}\n${per('company', 40)}`, people, twice)).toEqual([
    [2000, 1000],
    [1333, 2666],
    [0, 4000],
    [0, 1500],
  ])
})

test('who is paid for each of somebody else is asked again when that one is another', () => {
  const each = (items: string) =>
    `each: {kind: amount, for_each: ${items}, amount: 2, qualified: true, ${settled}}`
  const people = [
    person('A', undefined, { ownerId: 'X' }),
    person('B', 'A'),
    person('C', 'B', { ownerId: 'X', ...placed('placement', 'D') }),
    person('D', undefined),
  ]
  const changes = [{ C: 5 }, { C: 10 }, { C: 0 }]
  const sold = [bought('1', 'C', '2026-10-02', 5, { sellerId: 'D' })]
  const paid = (whoms: readonly number[]) => [[0, 0, 0, 0], whoms, [0, 0, 0, 0]]
  expect(paidAfter(each('downline where PV >= 10'), people, changes)).toEqual(paid([200, 200, 0, 0]))
  expect(paidAfter(each('legs in placement where PV >= 10'), people, changes)).toEqual(paid([0, 0, 0, 200]))
  expect(paidAfter(each('positions where PV >= 10'), people, changes)).toEqual(paid([200, 0, 200, 0]))
  expect(paidAfter(each('sales where buyer.PV >= 10'), people, changes, sold)).toEqual(paid([0, 0, 0, 200]))
})

test('positions that share a cap are matched again together, in the order of their ids', () => {
  const under = (parent: string, side: string, rest: Partial<PersonInput> = {}) => ({
    ...placed('placement', parent, side),
    ...rest,
  })
  const people = [
    person('A', undefined, { ownerId: 'X' }),
    person('B', 'A', under('A', 'left')),
    person('C', 'A', under('A', 'right')),
    person('D', undefined, { ownerId: 'X' }),
    person('E', 'D', under('D', 'left')),
    person('F', 'D', under('D', 'right')),
  ]
  const bonus = (
    cycles: string,
  ) => `pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 10, weak: 10},
    cycles: ${cycles}, strong_side: once, per_cycle: 10, cap: 35, cap_over: owner, over_cap: keep, carry: both, unqualified: keep,
    before_first_qualified: keep, evaluated: period, qualified: true, ${settled}}`
  const changes = [{ B: 20, C: 20, E: 25, F: 25 }, { B: 26, C: 26 }, { B: 0 }]
  // What the first position is paid more, the second one is paid less.
  expect(paidAfter(bonus('whole'), people, changes)).toEqual([
    [2000, 0, 0, 1000, 0, 0],
    [2000, 0, 0, 1000, 0, 0],
    [0, 0, 0, 2000, 0, 0],
  ])
  expect(paidAfter(bonus('fractional'), people, changes)).toEqual([
    [2000, 0, 0, 1500, 0, 0],
    [2600, 0, 0, 900, 0, 0],
    [0, 0, 0, 2500, 0, 0],
  ])
})

test('a pool goes to the first places, to fractions, or to the cent to all who share, after each change', () => {
  const people = [person('A'), person('B'), person('C')]
  const pool = (divide: string) =>
    `pool: {kind: pool, fund: 'sum(everyone, PV)', nobody: to_company, ${divide}, qualified: true, ${settled}}`
  const changes = [{ A: 10, B: 10 }, { C: 20 }, { B: 30 }, { A: 0 }]
  expect(
    paidAfter(
      pool('divide: by_position, score: PV, ties: [], positions: {1: 50 %, 2: 25 %}'),
      people,
      changes,
    ),
  ).toEqual([
    [1000, 500, 0],
    [1000, 0, 2000],
    [0, 3000, 1500],
    [0, 2500, 1250],
  ])
  expect(
    paidAfter(
      pool("divide: by_fraction, over_100: allow, fraction: 'if PV > 10 then 50 %'"),
      people,
      changes,
    ),
  ).toEqual([
    [0, 0, 0],
    [0, 0, 2000],
    [0, 3000, 3000],
    [0, 2500, 2500],
  ])
  const third = [{ A: 1, B: 1, C: 1 }, { C: 2 }, { A: 2 }]
  const shared = "fund: '1', nobody: to_company, divide: by_shares, shares: PV, residue: shared"
  expect(paidAfter(`pool: {kind: pool, ${shared}, qualified: true, ${settled}}`, people, third)).toEqual([
    [34, 33, 33],
    [25, 25, 50],
    [40, 20, 40],
  ])
})

test('a limit over the positions of an owner takes of the later one, and gives it back', () => {
  const people = [person('A', undefined, { ownerId: 'X' }), person('B'), person('C', 'B', { ownerId: 'X' })]
  const limit = `limits:\n${per('owner', 30)}`
  expect(
    paidAfter(`${own}\n${limit}`, people, [{ C: 40 }, { A: 20 }, { A: 35 }, { A: 0 }, { B: 50 }]),
  ).toEqual([
    [0, 0, 3000],
    [2000, 0, 1000],
    [3000, 0, 0],
    [0, 0, 3000],
    [0, 3000, 3000],
  ])
})

test('a limit by what everybody has together leaves more of everybody when somebody buys, of owners and of people', () => {
  const people = [
    person('A', undefined, { ownerId: 'o' }),
    person('B', undefined, { ownerId: 'o' }),
    person('C'),
  ]
  const of = (whose: string) => `plain: {kind: amount, amount: 10, qualified: true, ${settled}}
limits:
  - {name: most, bonuses: all, per: ${whose}, most: '50 % * sum(everyone, PV)'}`
  const changes = [{ C: 10 }, { C: 24 }, { B: 30 }, { A: 1, B: 0, C: 0 }]
  expect(paidAfter(of('owner'), people, changes)).toEqual([
    [500, 0, 500],
    [1000, 200, 1000],
    [1000, 1000, 1000],
    [50, 0, 50],
  ])
  expect(paidAfter(of('person'), people, changes)).toEqual([
    [500, 500, 500],
    [1000, 1000, 1000],
    [1000, 1000, 1000],
    [50, 50, 50],
  ])
})
