import type { Period } from '#shared/period.ts'
import { dayNumberAt } from '#shared/time.ts'
import type { PeopleColumns, FrozenColumns, StateColumns } from '../../frozen/columns.ts'
import { sameWord, type Words } from '../../frozen/byte-columns.ts'
import { evaluationOrder } from '../../language/dependencies.ts'
import type { Plan } from '../../language/plan.ts'
import { inputOf } from '../../frozen/frozen.ts'
import { liesIn, makeWorldOf, runningPeriod } from '../../pay/make-world.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { rankNumber, type World } from '../../pay/world.ts'
import { correctionsIn } from '../../frozen/frozen-adjustments.ts'
import { byHandOf } from '../by-hand.ts'
import { worldStanding } from '../closed-standing.ts'
import { NO_DAY, type FieldColumns, type TextColumn } from '../field-columns.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { givenPay, paidBonus, type GivenRow } from '../given-pay.ts'
import { columnWorlds } from '../ground/column-world.ts'
import { frozenGround, type FrozenGround } from '../ground/frozen-ground.ts'
import { nothingKnown, worldKnowing, type KnownSoFar } from '../ground/known-so-far.ts'
import { once } from '../once.ts'
import { closedOfState } from './closed.ts'
import { columnFacts } from './facts.ts'
import { columnHistory } from './history.ts'
import { payeesChangeIn, placesChangeIn } from './refuse.ts'
import { standingsAt } from './standings.ts'
import { treeAt } from './trees.ts'
import { columnVolumes, ordersAreWhole } from './volumes.ts'

/**
 * The columns that a run by passes reads, from frozen columns and without an object for a person or line. The same as
 * `fieldOfInput` of the same facts; throws NotCompiled for what columns do not hold yet.
 */
export function fieldOfFrozen(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  ground: () => FrozenGround = groundOnce(plan, frozen),
): FieldColumns {
  // Parts that are taken back ask for earlier periods, of which people and orders are objects.
  const isTakenBack = plan.returns.mode !== 'net' && frozen.lines.type.words.includes('return')
  if (isTakenBack) return fieldOfInput(plan, inputOf(frozen), period)
  const field = ownField(plan, frozen, period, ground)
  if (period.kind === plan.calendar) return field
  const main = runningPeriod(plan, period)
  const running = { field: ownField(plan, frozen, main, ground), period: main }
  const closed = once(() => ({
    ...closedOfState(plan, frozen, period),
    world: closedWorld(plan, frozen, period),
  }))
  return { ...field, standing: { running, closed: () => closed('') } }
}

/** Of a period of another calendar single people are asked as objects, by the standing of a closed one too. */
function closedWorld(plan: Plan, frozen: FrozenColumns, period: Period): FieldColumns['world'] {
  const made = once(() => {
    const { world, closed } = makeWorldOf(plan, inputOf(frozen), period, evaluationOrder(plan))
    return worldStanding(world, closed())
  })
  return (known) => (known ? worldKnowing(made(''), known) : made(''))
}

function ownField(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  ground: () => FrozenGround,
): FieldColumns {
  const { people } = frozen
  const atEnd = period.untilMs - 1
  const { kind, status } = standingsAt(frozen, atEnd)
  const trees = once((name: string) => treeAt(plan, frozen, status, name, atEnd))
  const history = columnHistory(plan, frozen, period)
  const facts = columnFacts(frozen, atEnd)
  const isWhole = once(() => ordersAreWhole(frozen.lines))
  // Whose lines do not say one thing of their order is asked about as objects, and so is a period of another calendar.
  const isOfColumns = (): boolean => isWhole('') && period.kind === plan.calendar
  const ofObjects = once(() => makeWorldOf(plan, inputOf(frozen), period, evaluationOrder(plan)).world)
  const ofColumns = once(() => columnWorlds(ground(), field, period))
  const world = (known: KnownSoFar = nothingKnown): World =>
    isOfColumns() ? ofColumns('')(known) : worldKnowing(ofObjects(''), known)
  const field: FieldColumns = {
    people: people.ids.length,
    there: () => people.ids.length,
    payeesChange: payeesChangeIn(plan, frozen, period),
    placesChange: placesChangeIn(plan, frozen, period),
    kind,
    status,
    joinedDay: joinedDays(people, plan.timeZone),
    givenRank: ranksOf(plan, people.rank),
    attribute: (name) => attributeOf(people, name),
    fact: facts.ofPeople,
    companyFact: facts.ofCompany,
    tree: trees,
    ...columnVolumes(plan, frozen, period, history, {
      isWhole: () => isWhole(''),
      world,
      ofObjects: () => ofObjects(''),
    }),
    before: history.before,
    byHand: byHandOf(correctionsIn(frozen.adjustments), period, {
      people: people.ids.length,
      ranks: { numberOf: (name) => rankNumber(plan, name), before: history.before.rank },
    }),
    given: givenPay(people.ids.length, [], paidElsewhere(plan, frozen.state, period)),
    world,
  }
  return field
}

function groundOnce(plan: Plan, frozen: FrozenColumns): () => FrozenGround {
  const made = once(() => frozenGround(plan, frozen, 0))
  return () => made('')
}

/** What the state tells of periods of other calendars that lie in this one. */
function paidElsewhere(plan: Plan, state: StateColumns, period: Period): readonly GivenRow[] {
  const bonuses = state.name.words.map(paidBonus)
  const lies = state.period.words.map((label) => liesIn({ plan, period }, label))
  const rows: GivenRow[] = []
  if (bonuses.every((bonus) => bonus === undefined)) return rows
  for (let row = 0; row < state.person.length; row++) {
    const [person, bonus] = [state.person[row] ?? -1, bonuses[state.name.place[row] ?? 0]]
    if (person < 0 || bonus === undefined || lies[state.period.place[row] ?? 0] !== true) continue
    const text = state.value.words[state.value.place[row] ?? 0] ?? ''
    rows.push({ person, bonus, amount: () => exactOfText(text) })
  }
  return rows
}

function joinedDays({ joinedAtMs }: PeopleColumns, zone: string): Int32Array {
  const days = new Int32Array(joinedAtMs.length)
  for (let person = 0; person < days.length; person++) {
    const atMs = joinedAtMs[person] ?? -Infinity
    days[person] = atMs === -Infinity ? NO_DAY : dayNumberAt(atMs, zone)
  }
  return days
}

/** The number in the plan's ladder of the rank that each row names. */
export function ranksOf(plan: Plan, { words, place }: Words): Uint8Array {
  const numbers = words.map((word) => rankNumber(plan, word))
  const ranks = new Uint8Array(place.length)
  for (let row = 0; row < ranks.length; row++) ranks[row] = numbers[place[row] ?? 0] ?? 0
  return ranks
}

function attributeOf({ attributes, ids }: PeopleColumns, name: string): TextColumn {
  return asText(attributes.find((one) => one.name === name)?.of ?? sameWord('', ids.length))
}

function asText({ words, place }: Words): TextColumn {
  return { words, place: place instanceof Uint8Array ? place : new Int32Array(place.buffer) }
}
