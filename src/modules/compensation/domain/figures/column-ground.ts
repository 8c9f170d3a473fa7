import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import { companyKnows } from '../frozen/frozen.ts'
import { partiesOf } from '../frozen/frozen-parties.ts'
import { compareLines } from '../frozen/frozen-lines.ts'
import { adjustmentsOf } from '../frozen/frozen-adjustments.ts'
import { factsOf, linksOf, stateOf } from '../frozen/frozen-rows.ts'
import type { Plan } from '../language/plan.ts'
import { columnHistory } from '../live/column-history.ts'
import { dayVolumes, type DayVolumes } from '../live/day-volumes.ts'
import { liveLines, type LiveLines } from '../live/live-lines.ts'
import { livePeople, type LivePeople } from '../live/live-people.ts'
import type { FieldColumns } from '../passes/field-columns.ts'
import type { PassResult } from '../passes/run-passes.ts'
import type { FactInput, PayInput, PersonInput } from '../pay/pay-input.ts'
import { walkVersions } from '../pay/run-pay.ts'
import { columnWorld } from './column-world.ts'
import { figuresByPasses, type Figures } from './figures.ts'
import { passWorld } from './pass-world.ts'

/** A period in columns, of which the figures of single people are told. */
export type PeriodGround = Readonly<{
  people: LivePeople
  lines: LiveLines
  days: DayVolumes
  /** The figures of a run over the field. */
  figures: (passed: PassResult) => Figures
  /** Somebody is another now, and of what changed of the person this is known. */
  change: (place: number, person: PersonInput, facts: readonly FactInput[]) => void
  /** An object for each person and line, as a walk over everybody reads them. */
  input: () => PayInput
}>

/** `room` is how many people may join. */
export function columnGround(
  plan: Plan,
  columns: FrozenColumns,
  period: Period,
  field: FieldColumns,
  room: number,
): PeriodGround {
  const people = livePeople(columns.people, room)
  const lines = liveLines(columns.lines, people)
  const days = dayVolumes(plan.timeZone)
  const changed = new Map<string, readonly FactInput[]>()
  const codes = (): readonly string[] =>
    Array.from({ length: people.count() }, (_, place) => people.codeOf(place))
  const facts = (): readonly FactInput[] => [
    ...factsOf(columns.facts).filter(({ scope, id }) => scope !== 'person' || !changed.has(id)),
    ...[...changed.values()].flat(),
  ]
  // What is asked of single people lies in the columns; the rest is made when something reads it.
  const asked: PayInput = {
    ...companyKnows,
    trees: columns.people.trees.map(({ name }) => name),
    people: people.list,
    lines: [],
    parties: partiesOf(columns.parties, people.codeOf),
    get facts() {
      return facts()
    },
    get links() {
      return linksOf(columns.links, codes())
    },
    adjustments: adjustmentsOf(columns.adjustments, people.codeOf),
    get state() {
      return stateOf(columns.state, codes())
    },
  }
  const input = (): PayInput => ({
    ...asked,
    people: Array.from({ length: people.count() }, (_, place) => people.list[place]).filter(
      (one) => one !== undefined,
    ),
    lines: lines.all().toSorted(compareLines),
  })
  const world = columnWorld({
    plan,
    period,
    field,
    people: people.list,
    numberOf: people.numberOf,
    input: asked,
    history: columnHistory(plan, columns.state, period, { numberOf: people.numberOf, idOf: people.codeOf }),
    ordersOf: lines.ordersOf,
    orderOf: lines.orderOf,
  })
  return {
    people,
    lines,
    days,
    figures(passed) {
      const walked = () => walkVersions([plan], input(), period)
      const figures = figuresByPasses({ world: passWorld(world, passed), field, passed }, walked)
      return { ...figures, days: (person) => days.ofTeam(field.tree('sponsor'), person) }
    },
    change(place, person, of) {
      people.change(place, person)
      changed.set(person.id, of)
    },
    input,
  }
}
