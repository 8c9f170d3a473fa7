import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactText } from '#shared/exact.ts'
import { payCases, periodOf, readCase } from '#test/support/generated/cases.ts'
import type { Period } from '#shared/period.ts'
import { decodeColumns, encodeFrozen, inputOf } from '../../frozen/frozen.ts'
import { stateColumns } from '../../frozen/frozen-rows.ts'
import { evaluationOrder } from '../../language/dependencies.ts'
import type { Rule } from '../../language/expression.ts'
import { readsOrderNumbers } from '../../language/plan-reads.ts'
import type { Plan } from '../../language/plan.ts'
import type { PayInput } from '../../pay/pay-input.ts'
import { compileRule } from '../../pay/evaluate.ts'
import { makeWorld } from '../../pay/make-world.ts'
import { atPayee, atPerson, PayProblem, type At, type World } from '../../pay/world.ts'
import type { KnownSoFar } from './known-so-far.ts'
import { fieldOfFrozen } from '../of-frozen/field.ts'
import { ordersAreWhole } from '../of-frozen/volumes.ts'
import { columnWorlds } from './column-world.ts'
import { frozenGround } from './frozen-ground.ts'

/** The rules of a plan about single people, each with a name. */
function* rulesOf(plan: Plan): Generator<readonly [string, Rule, (person: number) => At]> {
  for (const { name, rule } of plan.measures) yield [name, rule, atPerson]
  if (plan.active) yield ['active', plan.active, atPerson]
  for (const { name, needs } of plan.ranks) if (needs) yield [name, needs, atPerson]
  for (const bonus of plan.bonuses) {
    const at = (person: number) => atPayee(bonus, person)
    yield [`${bonus.name} qualified`, bonus.qualified, at]
    if (bonus.kind !== 'amount' || bonus.forEach) continue
    for (const key of ['amount', 'base', 'rate'] as const) {
      const rule = bonus[key]
      if (rule) yield [`${bonus.name} ${key}`, rule, at]
    }
  }
}

/** What makes a difference to rules: everything that a world says of everybody. */
function told(world: World) {
  const { plan, population, period } = world
  const people = [...population.people.keys()]
  const texts = (list: readonly { id: string }[]) => list.map(({ id }) => id)
  const personal = plan.volumes.filter(({ kind }) => kind === 'personal').map(({ name }) => name)
  const orders = [...world.book.orders]
  const isNumbered = readsOrderNumbers(plan)
  const instants = [period.fromMs, period.fromMs + 86_400_000, period.untilMs - 1]
  const tree = (of: ReturnType<typeof population.tree>, person: number) => [
    of.parent[person],
    of.side[person],
    [...of.children(person)],
  ]
  return {
    orders: orders.map(({ lines, number, ...order }) => ({
      ...order,
      number: isNumbered ? number : 0,
      lines: lines.map(({ input }) => input),
    })),
    parties: world.book.parties.map(({ input, host, seller, orders: of }) => [
      input,
      host,
      seller,
      texts(of),
    ]),
    of: people.map((person) => ({
      purchases: texts(world.items.purchases(person)),
      sales: texts(world.items.sales(person)),
      hosted: world.items.hosted(person).map(({ input, orders: of }) => [input.partyId, texts(of)]),
      held: world.items.held(person).map(({ input, orders: of }) => [input.partyId, texts(of)]),
      credits: personal.map((name) =>
        world.creditsOf(name, person).map(({ atMs, value, line }) => [atMs, value, line?.order.id]),
      ),
      positions: population.positions(person),
      stands: instants.map((atMs) => [population.kind(person, atMs), population.status(person, atMs)]),
      trees: ['sponsor', 'placement'].map((name) => [
        tree(population.tree(name), person),
        ...instants.map((atMs) => tree(population.treeAt(name, atMs), person)),
        ...instants.map((atMs) => population.placeAt(name, person, atMs)),
      ]),
      fact: world.fact({ scope: 'person', id: population.people[person]?.id ?? '', person }, 'value'),
    })),
    grown: orders.map((order) =>
      // What is asked last is asked first of what came since.
      ['group PV', 'PV', 'group PV'].flatMap((name) =>
        [0, order.buyer, order.seller, 0].flatMap((person) => [
          world.running(name, person, order, 'before'),
          world.running(name, person, order, 'after'),
        ]),
      ),
    ),
    earlier: people.map((person) =>
      personal.map((name) => [
        world.accumulated(name, person),
        world.back(1).column(`volume:${name}`)(person),
      ]),
    ),
    facts: orders.map(({ id, seller }) => world.fact({ scope: 'order', id, person: seller }, 'value')),
  }
}

/** What a rule says of everybody, or what is wrong with asking it. */
function answers(world: World, rule: Rule, at: (person: number) => At): readonly string[] {
  return [...world.population.people.keys()].map((person) =>
    orProblem(() => {
      const value = compileRule(world, rule, 'person')(at(person))
      return typeof value === 'object' || typeof value === 'number' ? exactText(value) : String(value)
    }),
  )
}

function orProblem<T>(ask: () => T): T | string {
  try {
    return ask()
  } catch (error) {
    if (error instanceof PayProblem) return error.message
    throw error
  }
}

/** Everybody's columns as a walk computes them stand for what a run computed so far. */
function knownBy(world: World): KnownSoFar {
  return {
    column: (key) => world.column(key),
    volume: (name) => world.periodVolume(name),
    gathered: () => undefined,
    paid: () => undefined,
    unpaid: () => undefined,
    renewals: () => 0,
  }
}

/** The worlds of objects and of columns; orders that are late come one by one, after the columns were made. */
function worlds(
  plan: Plan,
  drawn: PayInput,
  period: Period,
  isLate: (order: string) => boolean,
): readonly [World, World] | undefined {
  // Columns hold no rates, without which orders in other currencies are refused.
  const all = drawn.lines.map((line) => ({ ...line, currency: plan.currency }))
  const input = { ...drawn, lines: all, earned: [], rates: [] }
  const sorted = input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  // Some have positions besides the one that is named as their owner.
  const people = sorted.map((one) => (one.ownerId === 'O1' ? { ...one, ownerId: sorted[0]?.id } : one))
  const personIds = people.map((_, at) => BigInt(at))
  const frozenOf = (of: PayInput) =>
    decodeColumns(
      encodeFrozen({ period: period.label, cutSeq: 1n, planHash: '', personIds, input: { ...of, people } }),
    )
  const columns = frozenOf(input)
  if (period.kind !== plan.calendar || !ordersAreWhole(columns.lines)) return undefined
  const whole = makeWorld(plan, inputOf(columns), period, evaluationOrder(plan)).world
  // People stand at the end as they would under a plan that makes nothing more of changes and returns.
  const plain: Plan = { ...plan, changes: undefined, returns: { ...plan.returns, mode: 'net' } }
  const field = fieldOfFrozen(plain, { ...columns, state: stateColumns([], new Map()) }, period)
  const lines = input.lines.filter(({ orderId }) => !isLate(orderId))
  const ground = frozenGround(plan, frozenOf({ ...input, lines }), 0)
  const asking = columnWorlds(ground, field, period)
  const world = asking(knownBy(whole))
  // Whoever was asked before is asked again of what is known then.
  if (lines.length < input.lines.length) orProblem(() => told(world))
  const late = inputOf(columns).lines.filter(({ orderId }) => isLate(orderId))
  for (const own of Map.groupBy(late, ({ orderId }) => orderId).values()) ground.lines.add(own)
  if (late.every(({ atMs }) => atMs >= period.fromMs)) return [whole, world]
  ground.changePast()
  return [whole, asking(knownBy(whole))]
}

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

test(
  'rules about single people say the same in columns as in objects, of orders, parties, facts and earlier periods too',
  { timeout: 900_000 },
  () => {
    let [asked, different, cases] = [0, 0, 0]
    const sampled = fc.sample(payCases, { seed: 8, numRuns: isLong ? 2_000 : 250 })
    for (const [at, { document, input, label }] of sampled.entries()) {
      const plan = readCase(document)
      const isLate = (order: string): boolean => at % 2 === 1 && Number(order.slice(1)) % 3 !== 0
      const both = plan && worlds(plan, input, periodOf(plan, label), isLate)
      if (!both) continue
      const [objects, columns] = both
      const all = orProblem(() => told(objects))
      // An input that is refused as a whole is refused when the run begins.
      if (typeof all === 'string') continue
      expect(told(columns)).toEqual(all)
      cases += 1
      for (const [name, rule, where] of rulesOf(objects.plan)) {
        const own = answers(objects, rule, where)
        expect([name, rule.text, answers(columns, rule, where)]).toEqual([name, rule.text, own])
        asked += 1
        if (new Set(own).size > 1) different += 1
      }
    }
    process.stdout.write(`plans ${cases}, rules ${asked}, of which not the same of everybody ${different}\n`)
    expect(cases).toBeGreaterThan(40)
    expect(different).toBeGreaterThan(100)
  },
)
