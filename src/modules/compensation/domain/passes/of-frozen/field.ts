import type { Period } from '#shared/period.ts'
import { dayNumberAt } from '#shared/time.ts'
import type { PeopleColumns, FrozenColumns, StateColumns } from '../../frozen/columns.ts'
import { sameWord, type Words } from '../../frozen/byte-columns.ts'
import type { Plan } from '../../language/plan.ts'
import { liesIn, runningPeriod } from '../../pay/make-world.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { rankNumber } from '../../pay/world.ts'
import { correctionsIn } from '../../frozen/frozen-adjustments.ts'
import { byHandOf } from '../by-hand.ts'
import { NotCompiled } from '../code.ts'
import { NO_DAY, type FieldColumns, type TextColumn } from '../field-columns.ts'
import { givenPay, paidBonus, type GivenRow } from '../given-pay.ts'
import { once } from '../once.ts'
import { closedOfState } from './closed.ts'
import { columnFacts } from './facts.ts'
import { columnHistory } from './history.ts'
import { refuseChanges } from './refuse.ts'
import { standingsAt } from './standings.ts'
import { treeAt } from './trees.ts'
import { columnVolumes } from './volumes.ts'

/**
 * The columns that a run by passes reads, from frozen columns and without an object for a person or line. The same as
 * `fieldOfInput` of the same facts; throws NotCompiled for what columns do not hold yet.
 */
export function fieldOfFrozen(plan: Plan, frozen: FrozenColumns, period: Period): FieldColumns {
  const field = ownField(plan, frozen, period)
  if (period.kind === plan.calendar) return field
  const main = runningPeriod(plan, period)
  const running = { field: ownField(plan, frozen, main), period: main }
  const closed = once(() => ({ ...closedOfState(plan, frozen, period), world: field.world }))
  return { ...field, standing: { running, closed: () => closed('') } }
}

function ownField(plan: Plan, frozen: FrozenColumns, period: Period): FieldColumns {
  const { people, lines } = frozen
  if (plan.returns.mode !== 'net' && lines.type.words.includes('return'))
    throw new NotCompiled('returns that are taken back')
  const atEnd = period.untilMs - 1
  const { kind, status } = standingsAt(frozen, atEnd)
  refuseChanges(plan, frozen, period, status)
  const trees = once((name: string) => treeAt(plan, frozen, status, name, atEnd))
  const history = columnHistory(plan, frozen, period)
  const facts = columnFacts(frozen, atEnd)
  return {
    people: people.ids.length,
    there: () => people.ids.length,
    kind,
    status,
    joinedDay: joinedDays(people, plan.timeZone),
    givenRank: ranksOf(plan, people.rank),
    attribute: (name) => attributeOf(people, name),
    fact: facts.ofPeople,
    companyFact: facts.ofCompany,
    tree: trees,
    ...columnVolumes(plan, frozen, period, history),
    before: history.before,
    byHand: byHandOf(correctionsIn(frozen.adjustments), period, {
      people: people.ids.length,
      ranks: { numberOf: (name) => rankNumber(plan, name), before: history.before.rank },
    }),
    given: givenPay(people.ids.length, [], paidElsewhere(plan, frozen.state, period)),
    world: () => {
      throw new NotCompiled('what single people are asked of frozen columns')
    },
  }
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
