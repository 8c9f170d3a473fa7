import type { Period } from '#shared/period.ts'
import { evaluationOrder } from '../language/dependencies.ts'
import type { Plan } from '../language/plan.ts'
import { liesIn, makeWorldOf } from '../pay/make-world.ts'
import { historyOf } from '../pay/history.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { previousRank } from '../pay/ranks.ts'
import { givenAmount } from '../pay/rates.ts'
import { keyOf, movedBack } from '../pay/returns.ts'
import { edgesOf } from '../pay/standings.ts'
import { exactOfText } from '../pay/state-text.ts'
import { stateThen } from '../pay/state-then.ts'
import type { Tree } from '../pay/tree.ts'
import { rankNumber, type World } from '../pay/world.ts'
import { byHandOf } from './by-hand.ts'
import { closedColumns, worldStanding } from './closed-standing.ts'
import { NotCompiled } from './code.ts'
import type { Returns } from './returned/returns.ts'
import { creditsFor } from '../pay/bonuses/collect.ts'
import { add, ZERO } from '#shared/exact.ts'
import {
  NO_DAY,
  personKindOf,
  personStatusOf,
  type BeforeColumns,
  type FieldColumns,
  type LotColumns,
  type NumberColumn,
  type Standing,
  type TreeColumns,
} from './field-columns.ts'
import { debtColumn, exactColumn, exactNumber, microsOf, numberColumn } from './number-column.ts'
import { givenPay, paidBonus, type GivenPay } from './given-pay.ts'
import { worldKnowing, type KnownSoFar } from './ground/known-so-far.ts'
import { textColumn } from './of-frozen/facts.ts'
import { carriedIn } from './of-frozen/history.ts'
import { once, onceOfTwo } from './once.ts'
import { orderSumsOfWorld } from './orders-of-world.ts'
import { treeColumns } from './tree-columns.ts'
import { evaluatedVolumes } from './window-volumes.ts'

/** The columns of an input of files, people in the order of their ids. Throws NotCompiled for what columns do not hold yet. */
export function fieldOfInput(plan: Plan, input: PayInput, period: Period): FieldColumns {
  const { world, closed } = makeWorldOf(plan, input, period, evaluationOrder(plan))
  return fieldOfWorld(world, closed)
}

/** The same of a world that was made of the input already; in a period of another calendar with the last closed one. */
export function fieldOfWorld(world: World, closed: () => World = noneClosed): FieldColumns {
  const returns = returnsOfWorld(world)
  return withReturns(world, closed, returns)
}

function withReturns(world: World, closed: () => World, returns: Returns | undefined): FieldColumns {
  const field: FieldColumns = { ...ownField(world), ...(returns && { returns }) }
  return world.period.kind === world.plan.calendar ? field : { ...field, standing: standingIn(world, closed) }
}

/** Returns that take back what their orders brought; undefined where there are none. */
function returnsOfWorld(world: World): Returns | undefined {
  const { plan, input } = world
  const orders = world.book.orders.filter(({ type }) => type === 'return')
  if (plan.returns.mode === 'net' || orders.length === 0) return undefined
  // Orders of history need no owner.
  const planThen: Plan = { ...plan, withoutOwner: 'company' }
  const fields = new Map<string, FieldColumns>()
  const earlier: Returns['earlier'] = (period, back) => {
    const key = `${period.label}\n${keyOf(back)}`
    const known = fields.get(key)
    if (known) return known
    const then = movedBack({ ...input, state: stateThen(plan, input.state, period) }, back)
    const made = makeWorldOf(planThen, then, period, evaluationOrder(planThen))
    const field = withReturns(made.world, made.closed, { ...returnsIn(made.world, earlier), isEarlier: true })
    fields.set(key, field)
    return field
  }
  return returnsIn(world, earlier)
}

function returnsIn(world: World, earlier: Returns['earlier']): Returns {
  const { plan, book } = world
  const orders = once(() => book.orders.filter(({ type }) => type === 'return'))
  const paidOn = once((name) => {
    if (plan.returns.mode === 'recompute') return volumeColumn(world, name)
    const sums = world.population.people.map(() => ZERO)
    for (const { owner, value } of creditsFor(world, name))
      if (owner >= 0) sums[owner] = add(sums[owner] ?? ZERO, value)
    return exactColumn(sums, name)
  })
  return { orders: () => orders(''), paidOn, earlier, isEarlier: false }
}

function noneClosed(): never {
  throw new Error('a period of another calendar needs the last closed one')
}

function standingIn(world: World, closed: () => World): Standing {
  const running = world.back(0)
  const closedStanding = once(() => {
    const main = closed()
    const asked = once(() => worldStanding(world, main))
    return { ...closedColumns(main), world: (known?: KnownSoFar) => knowing(asked(''), known) }
  })
  return {
    running: { field: ownField(running), period: running.period },
    closed: () => closedStanding(''),
  }
}

function ownField(world: World): FieldColumns {
  const { plan } = world
  const { people, kind, status } = world.population
  const before = beforeColumns(world)
  const atEnd = world.period.untilMs - 1
  return {
    people: people.length,
    there: () => people.length,
    payeesChange: payeesChangeIn(world),
    placesChange: placesChangeIn(world),
    kind: Uint8Array.from(people, (_, person) => placeOf(personKindOf, kind(person, atEnd))),
    status: Uint8Array.from(people, (_, person) => placeOf(personStatusOf, status(person, atEnd))),
    joinedDay: Int32Array.from(people, (one) =>
      one.joinedAtMs === undefined ? NO_DAY : dayNumber(world.day(one.joinedAtMs)),
    ),
    givenRank: Uint8Array.from(people, (one) => rankNumber(plan, one.rank)),
    attribute: (name) => textColumn(people.map((one) => one.attributes.get(name) ?? '')),
    fact: (name) =>
      textColumn(people.map((one, person) => world.fact({ scope: 'person', id: one.id, person }, name))),
    companyFact: (name) => world.fact({ scope: 'person', id: '', person: -1 }, name),
    tree: once((name) => columnsOfTree(world.population.tree(name))),
    volume: once((name) => volumeColumn(world, name)),
    orders: once((name) => orderSumsOfWorld(world, name)),
    volumeIn: onceOfTwo((name, evaluated) => evaluatedVolumes(world, name, evaluated)),
    debt: once((name) => debtColumn(world, name)),
    before,
    byHand: byHandOf(
      world.input.adjustments.map((one) => ({
        ...one,
        person: world.population.numberOf.get(one.personId) ?? -1,
      })),
      world.period,
      {
        people: people.length,
        ranks: { numberOf: (name) => rankNumber(plan, name), before: before.rank },
      },
    ),
    given: givenIn(world),
    world: (known) => knowing(world, known),
  }
}

function knowing(world: World, known: KnownSoFar | undefined): World {
  return known ? worldKnowing(world, known) : world
}

/** Pay of the period that the run does not compute: by files, and by periods of other calendars. */
function givenIn(world: World): GivenPay {
  const { input, population } = world
  const numberOf = (id: string): number => {
    const person = population.numberOf.get(id)
    if (person === undefined) throw new NotCompiled('given pay of somebody who is not known')
    return person
  }
  // Whether a row of given pay can be converted does not hang on its period.
  const byFiles = input.earned.map((one) => ({ ...one, value: givenAmount(world, one) }))
  const lying = byFiles.filter(({ period }) => liesIn(world, period))
  const byOthers = input.state.flatMap((row) => {
    const [bonus, person] = [paidBonus(row.name), population.numberOf.get(row.personId)]
    if (bonus === undefined || person === undefined || !liesIn(world, row.period)) return []
    return [{ person, bonus, amount: () => exactOfText(row.value) }]
  })
  return givenPay(
    population.people.length,
    lying.map(({ personId, bonus, value }) => ({ person: numberOf(personId), bonus, amount: () => value })),
    byOthers,
  )
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000
}

function placeOf(places: Readonly<Record<string, number>>, word: string): number {
  const place = places[word]
  if (place === undefined) throw new NotCompiled(`the word ${word}`)
  return place
}

/** Whether kinds or statuses change inside the period, and payees are looked at when an order comes. */
function payeesChangeIn({ plan, input, period }: World): boolean {
  return plan.changes?.payees === 'at_order' && edgesOf(standingsTold(input)).some(isInside(period))
}

function placesChangeIn({ plan, input, period }: World): boolean {
  const moves = plan.terminated === 'roll_up' ? [...input.links, ...standingsTold(input)] : input.links
  return plan.changes?.upline === 'at_order' && edgesOf(moves).some(isInside(period))
}

function standingsTold({ facts }: PayInput) {
  return facts.filter(({ scope, name }) => scope === 'person' && (name === 'kind' || name === 'status'))
}

function isInside({ fromMs, untilMs }: Period): (edge: number) => boolean {
  return (edge) => fromMs < edge && edge < untilMs
}

function columnsOfTree({ parent, side }: Tree): TreeColumns {
  const { words, place } = textColumn(['', ...side])
  return treeColumns(parent, Uint8Array.from(place.subarray(1)), words)
}

function volumeColumn(world: World, name: string): NumberColumn {
  const column = world.column(`volume:${name}`)
  return numberColumn(Float64Array.from(world.population.people, (_, person) => exactNumber(column(person))))
}

function beforeColumns(world: World): BeforeColumns {
  const { people } = world.population
  const { plan, input, period, history } = world
  const previous = previousRank(world)
  const lots = once((name) => lotsOf(world, name))
  // A main period that ends inside one of another calendar is none before it.
  const earlier =
    period.kind === plan.calendar ? history : historyOf(plan, input.state, period, period.fromMs)
  return {
    rank: Uint8Array.from(people, (_, person) => previous(person)),
    careerRank: Uint8Array.from(people, (one) =>
      rankNumber(plan, earlier.closed('career rank', one.id) ?? one.rank),
    ),
    missed: Uint16Array.from(people, (one) => Number(history.closed('rank missed', one.id) ?? '0')),
    carried: (bonus, side) => carriedIn(lots(`${bonus} ${side}`), people.length),
    lots: (bonus, side) => lots(`${bonus} ${side}`),
    everQualified: (bonus) =>
      Uint8Array.from(people, (one) => (history.has(`${bonus} qualified`, one.id) ? 1 : 0)),
    latest: (name) => (person) => history.latest(name, people[person]?.id ?? ''),
  }
}

function lotsOf({ population, history }: World, name: string): LotColumns {
  const rows = population.people.flatMap((one, person) =>
    history.rows(name, one.id).map((row) => ({ ...row, person })),
  )
  return {
    person: Int32Array.from(rows, ({ person }) => person),
    period: rows.map(({ period }) => period),
    ...microsOf(rows.length, (row) => exactOfText(rows[row]?.value ?? '')),
  }
}
