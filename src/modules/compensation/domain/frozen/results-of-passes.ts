import type { Period } from '#shared/period.ts'
import { NotCompiled, OutOfRange } from '../passes/code.ts'
import { plainValues } from '../passes/compiler.ts'
import { fieldOfFrozen } from '../passes/of-frozen/field.ts'
import { changesInside } from '../passes/of-frozen/refuse.ts'
import { plainOf } from '../passes/of-frozen/line-rules.ts'
import type { SecondHand } from '../passes/hand.ts'
import { columnRoom } from '../passes/room.ts'
import { paidOut } from '../passes/paid-out.ts'
import { runPasses, type PassResult, type RunWith } from '../passes/run-passes.ts'
import { stateAfterPasses } from '../passes/state-after.ts'
import type { Plan } from '../language/plan.ts'
import { intsBy, textAt, textsOf, type Texts } from './byte-columns.ts'
import type { FrozenColumns, StateColumns } from './columns.ts'
import { growingBigs, growingInts } from './growing.ts'
import { numberedWords, wordList } from './numbered-words.ts'
import type { LeftState, ResultColumns } from './result-columns.ts'

export type ResultsOfPasses = Readonly<{ passed: PassResult; results: ResultColumns }>

/** What is told of how far a run is, and who takes a part of it where it is over so many people that two threads pay. */
export type ComputeWith = Readonly<{
  progress?: ((share: number) => void) | undefined
  beside?: ((people: number) => SecondHand | undefined) | undefined
}>

function together(people: number, besideOver: ComputeWith['beside']): RunWith {
  const beside = besideOver?.(people)
  return beside ? { beside, room: columnRoom(people, 'shared') } : {}
}

/** The results of a frozen period by passes over its columns; undefined where the plan, or a number, needs the walk. */
export function resultsOfPasses(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  snapshotHash: string,
  { progress, beside }: ComputeWith,
): ResultsOfPasses | undefined {
  // What changes inside a period without a rule for it is told by the walk, with the name of who changes.
  if (!plan.changes && changesInside(frozen, period)) return undefined
  try {
    const field = fieldOfFrozen(plan, frozen, period)
    progress?.(0.3)
    const passed = runPasses(plan, field, period, together(field.people, beside))
    progress?.(0.7)
    const state = stateAfterPasses(plan, period, frozen.state, { field, passed })
    const results = {
      period: period.label,
      snapshotHash,
      bonuses: plan.bonuses.map(({ name }) => name),
      ...paidColumns(plan, frozen.people.ids, passed),
      ...leftBy(frozen.people.codes, state),
    }
    return { passed, results }
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return undefined
    throw error
  }
}

/** How everybody stood who is active, holds a rank or is paid, and what each is paid; by internal id. */
function paidColumns(
  plan: Plan,
  ids: BigInt64Array,
  passed: PassResult,
): Pick<ResultColumns, 'people' | 'earnings'> {
  const { columns, missed, bonuses } = passed
  const abroad = bonuses.map((one) => (one.bonus.paysIn ? paidOut(passed, one) : undefined))
  const of = (key: string) => plainValues(columns.get(key)) ?? new Uint8Array(ids.length)
  const [active, rank, career] = [of('active'), of('rank'), of('career rank')]
  const people = { ids: growingBigs(), active: growingInts(), rank: growingInts(), careerRank: growingInts() }
  const missing = growingInts()
  const earnings = { ids: growingBigs(), minor: growingBigs(), place: growingInts(), currency: growingInts() }
  const currencies = wordList()
  const currencyOf = bonuses.map(({ bonus }) => currencies.of(bonus.currency))
  const order = byId(ids)
  // Bonuses of other calendars are paid in periods of theirs, and keep their place.
  const places = bonuses.map(({ bonus }) => plan.bonuses.indexOf(bonus))
  for (let at = 0; at < order.length; at++) {
    const person = order[at] ?? 0
    const id = ids[person] ?? 0n
    let isPaid = false
    for (let paid = 0; paid < bonuses.length; paid++) {
      const out = abroad[paid]?.(person)
      const own = bonuses[paid]?.minor[person] ?? 0
      if (out ? out.minor === 0n : own === 0) continue
      isPaid = true
      earnings.ids.push(id)
      earnings.minor.push(out ? out.minor : BigInt(own))
      earnings.place.push(places[paid] ?? 0)
      earnings.currency.push(out ? currencies.of(out.currency) : (currencyOf[paid] ?? 0))
    }
    const [isActive, held, highest] = [active[person] ?? 0, rank[person] ?? 0, career[person] ?? 0]
    if (isActive === 0 && held === 0 && highest === 0 && !isPaid) continue
    people.ids.push(id)
    people.active.push(isActive)
    people.rank.push(held)
    people.careerRank.push(highest)
    missing.push(missed[person] ?? 0)
  }
  const place = earnings.place.values()
  const currency = numberedWords(currencies.list, earnings.currency.values())
  return {
    people: {
      ids: people.ids.values(),
      active: people.active.values(),
      rank: people.rank.values(),
      careerRank: people.careerRank.values(),
      missed: missing.values(),
    },
    earnings: { ids: earnings.ids.values(), minor: earnings.minor.values(), place, currency },
  }
}

/** Places of people in the order of their internal ids; codes are mostly given in the same order. */
function byId(ids: BigInt64Array): Uint32Array {
  const idOf = plainOf(ids)
  const order = new Uint32Array(ids.length)
  let isSorted = true
  for (let person = 0; person < order.length; person++) {
    order[person] = person
    if (person > 0 && idOf(person) < idOf(person - 1)) isSorted = false
  }
  return isSorted ? order : order.sort((a, b) => idOf(a) - idOf(b))
}

/** A state by the codes of those who have some. */
function leftBy(people: Texts, state: StateColumns): LeftState {
  const placeOf = new Int32Array(people.lengths.length).fill(-1)
  for (let row = 0; row < state.person.length; row++) {
    const person = state.person[row] ?? -1
    if (person >= 0) placeOf[person] = 0
  }
  const codeAt = textAt(people)
  const codes: string[] = []
  for (let person = 0; person < placeOf.length; person++)
    if (placeOf[person] === 0) placeOf[person] = codes.push(codeAt(person)) - 1
  const person = intsBy(state.person.length, (row) => placeOf[state.person[row] ?? -1] ?? -1)
  return { codes: textsOf(codes), state: { ...state, person } }
}
