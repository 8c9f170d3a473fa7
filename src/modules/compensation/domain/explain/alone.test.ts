import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../figures/figures.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { explanationTold, type Asked, type ExplanationTold } from './explain.ts'
import { walkFor } from './walk-for.ts'

type Told = NonNullable<ExplanationTold>

/** What somebody is told of the first bonus, walked alone; a whole walk has to tell the same. */
function toldAlone(planText: string, parts: Partial<PayInput>, id: string, label = '2026-10'): Told {
  const figures = figuresOf(planOf(planText), payInput(parts), periodNamed(label))
  const { passed, world, plan } = figures
  const [bonus, payee] = [plan.bonuses[0], world.population.numberOf.get(id)]
  if (!passed || !bonus || payee === undefined) throw new Error('passes do not pay this')
  expect(walkFor(world, passed, { bonus, payee })).toBeDefined()
  const personIds = [...figures.input.people.keys()].map(BigInt)
  const told = explanationTold({ figures, personIds }, payee, bonus.name)
  const whole = { ...figures, passed: undefined }
  expect(told).toEqual(explanationTold({ figures: whole, personIds }, payee, bonus.name))
  if (!told) throw new Error('the bonus is known')
  return told
}

const settled = 'qualified: true, rounding: down, rounded_per: person'

test('of positions that share a cap the later ones are told what the earlier ones left of it', () => {
  const people = ['a', 'b'].map((id) => person(id, undefined, { ownerId: 'o' }))
  const plan = `${headOf()}bonuses:
  share: {kind: amount, base: PV, rate: 10 %, cap: '15', cap_over: owner, ${settled}}`
  const lines = [bought('1', 'a', '2026-10-02', 100), bought('2', 'b', '2026-10-02', 100)]
  const { amount, others } = toldAlone(plan, { people, lines }, 'b')
  expect(amount.minor).toBe(500n)
  expect(others.map(({ note, exact }) => `${note} ${exact}`)).toEqual(['capped -5'])
})

test('sides are matched up to what earlier positions left of a cap that is shared', () => {
  const people = [
    person('a', undefined, { ownerId: 'o' }),
    person('b', undefined, { ownerId: 'o' }),
    ...['a', 'b'].flatMap((above) => [
      person(`${above}l`, above, placed('placement', above, 'left')),
      person(`${above}r`, above, placed('placement', above, 'right')),
    ]),
  ]
  const plan = `${headOf()}bonuses:
  sides: {kind: binary, tree: placement, on: PV, evaluated: period, own_volume: none, cycle: {strong: 100, weak: 100},
    cycles: whole, strong_side: once, per_cycle: 10, cap: 35, cap_over: owner, over_cap: keep, carry: both,
    unqualified: keep, before_first_qualified: keep, ${settled}}`
  const lines = people.filter(({ id }) => id.length > 1).map(({ id }) => bought(id, id, '2026-10-02', 200))
  const { amount, others } = toldAlone(plan, { people, lines, trees: ['placement'] }, 'b')
  expect(amount.minor).toBe(1000n)
  expect(others.map(({ note, base, exact }) => `${note} ${base} ${exact}`)).toEqual(['share 1 10'])
})

test('in a period of another calendar what is missing goes by the volumes of the running main one, counted once', () => {
  const plan = `${headOf()}bonuses:
  yearly: {kind: amount, calendar: year, base: PV, rate: 10 %, ${settled.replace('true', 'accumulated(PV) >= 1000')}}`
  const lines = [bought('1', 'a', '2026-10-02', 100), bought('2', 'a', '2026-12-02', 50)]
  const { why } = toldAlone(
    plan.replace('calendar: month', 'calendar: month\nacross: whole_only'),
    { people: [person('a')], lines },
    'a',
    '2026',
  )
  expect(why[0]?.needs).toEqual([expect.objectContaining({ reached: '150', missing: '850' })])
})

test('on the way of an amount for people below stands what those between are paid for the same one', () => {
  const people = [person('a'), person('b', 'a'), person('c', 'b'), person('d', 'c')]
  const lines = [bought('1', 'd', '2026-10-02', 100), bought('2', 'b', '2026-10-02', 120)]
  const wayOfD = (items: string, id: string): readonly string[] => {
    const plan = `${headOf()}bonuses:
  team: {kind: amount, for_each: ${items}, base: PV, rate: 10 %, ${settled.replace('true', 'PV < 100')}}`
    const { sources } = toldAlone(plan, { people, lines }, id)
    const ofD = sources.find(({ person: { code } }) => code === 'd')
    return ofD?.path.map(({ person: { code }, paidRate, skipped }) => `${code} ${paidRate} ${skipped}`) ?? []
  }
  expect(wayOfD('downline', 'a')).toEqual(['d null null', 'c 0.1 null', 'b null not_qualified', 'a 0.1 null'])
  expect(wayOfD('level 3', 'a')).toEqual(['d null null', 'c null null', 'b null not_qualified', 'a 0.1 null'])
  expect(wayOfD('level 1', 'c')).toEqual(['d null null', 'c 0.1 null'])
})

test('a cap of a leg takes of the whole leg, and not of what its first one passed up', () => {
  const plan = `${headOf()}bonuses:
  lead: {kind: leadership, tree: sponsor, leader: "true", base: PV, rate: 10 %, guarantee: 20, unpaid: pass_up,
    leg_cap: '15', ${settled}}`
  const people = [person('a'), person('b', 'a'), person('c', 'b')]
  const lines = [bought('1', 'c', '2026-10-02', 300)]
  const told = toldAlone(plan, { people, lines }, 'a')
  expect(
    told.sources.map(({ person: { code }, path }) => `${code} ${path.map(({ skipped }) => skipped).join()}`),
  ).toEqual(['b ,'])
  expect(told.others.map(({ note, exact }) => `${note} ${exact}`)).toEqual(['leg_capped -5'])
})

/** What somebody is told of the first bonus where teams are summed by legs. */
function toldByLegs(planText: string, parts: Partial<PayInput>, id: string, asked: Asked = {}): Told {
  const figures = figuresOf(planOf(planText), payInput(parts), periodNamed('2026-10'))
  const personIds = [...figures.input.people.keys()].map(BigInt)
  const payee = figures.world.population.numberOf.get(id) ?? -1
  const [bonus] = figures.plan.bonuses
  const told = explanationTold({ figures, personIds }, payee, bonus?.name ?? '', asked, {
    sources: 1,
    steps: 3,
  })
  if (!told) throw new Error('the bonus is known')
  return told
}

const generations =
  'kind: levels, tree: sponsor, on: PV, starts_at: source, steps: generations, boundary: PV >= 0, leader_volume: closes'

test('a source whose parts are all rounded to nothing does not count as one of those that bring something', () => {
  const plan = `${headOf()}bonuses:
  deep: {${generations}, depth: unlimited, rate: 1 %, unpaid: to_company, qualified: true, rounding: down, rounded_per: line}`
  const people = [person('a'), person('b', 'a'), person('c', 'a')]
  const lines = [
    bought('1', 'b', '2026-10-02', 100),
    bought('2', 'c', '2026-10-02', 1, { volumes: new Map([['PV', 900_000n]]) }),
  ]
  const { sources, together, others, more } = toldByLegs(plan, { people, lines }, 'a', { source: 'c' })
  expect(sources.map(({ person: { code }, exact }) => `${code} ${exact}`)).toEqual(['c 0'])
  expect([together, others, more]).toEqual(['1', [], { sources: 1, orders: null, exact: '1', from: null }])
})

test('what is not paid of a team is told apart by whether somebody above takes it, which hangs on who stands between', () => {
  const ranks = headOf('ranks: [{rank: Silver, needs: PV >= 50}]')
  const plan = `${ranks}bonuses:
  deep: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: generations, boundary: kind = retail, leader_volume: closes,
    depth: 1, rate: 10 %, stop_at: path rank >= Silver, unpaid: pass_up, ${settled}}`
  const people = [person('a'), person('b', 'a', { kind: 'retail' }), person('c', 'b'), person('d', 'c')]
  const lines = [bought('1', 'c', '2026-10-02', 60), bought('2', 'd', '2026-10-02', 40)]
  // What c bought comes to b below the rank of c, and goes on; what d bought stops at b.
  const { unpaid } = toldByLegs(plan, { people, lines }, 'b')
  expect(unpaid.map(({ reason, exact }) => `${reason} ${exact}`)).toEqual(['passed_over 6', 'not_paid 4'])
})

test('orders that cancel out are told where who stands between decides what they bring', () => {
  const plan = `${headOf()}bonuses:
  deep: {${generations}, depth: unlimited, rate: if path rank >= none then 10 % else 5 %, unpaid: to_company, ${settled}}`
  const people = [person('a'), person('b', 'a')]
  const lines = [bought('1', 'b', '2026-10-02', 100), bought('2', 'b', '2026-10-03', -100)]
  const { sources } = toldAlone(plan, { people, lines }, 'a')
  expect(
    sources.map(({ exact, orders }) => `${exact} of ${orders.map((one) => one.exact).join(' and ')}`),
  ).toEqual(['0 of 10 and -10'])
})
