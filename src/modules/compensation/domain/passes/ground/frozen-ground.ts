import type { FrozenColumns } from '../../frozen/columns.ts'
import { adjustmentsOf } from '../../frozen/frozen-adjustments.ts'
import { companyKnows } from '../../frozen/frozen.ts'
import { partiesOf } from '../../frozen/frozen-parties.ts'
import { compareLines } from '../../frozen/frozen-lines.ts'
import { factsOf, linksOf, stateOf } from '../../frozen/frozen-rows.ts'
import { readsOrderNumbers } from '../../language/plan-reads.ts'
import type { Plan } from '../../language/plan.ts'
import { liveLines, type LiveLines } from '../../live/live-lines.ts'
import { livePeople, type LivePeople } from '../../live/live-people.ts'
import type { FactInput, PayInput, PersonInput } from '../../pay/pay-input.ts'
import { columnFacts, type ColumnFacts } from './column-facts.ts'
import { columnParties, type ColumnParties } from './column-parties.ts'
import { ownersOf, type Owners } from './owners.ts'

/** What is known of a period as columns, and what came since: single people are made of it when they are asked about. */
export type FrozenGround = Readonly<{
  plan: Plan
  frozen: FrozenColumns
  people: LivePeople
  lines: LiveLines
  parties: ColumnParties
  facts: ColumnFacts
  owners: Owners
  /** What a world names besides people and lines; each list is made when something reads it. */
  input: PayInput
  /** An object for each person and line, as a walk over everybody reads them. */
  wholeInput: () => PayInput
  /** Somebody is another now, and of what changed of the person this is known. */
  change: (place: number, person: PersonInput, facts: readonly FactInput[]) => void
  /** Something became known of the time before the period: whoever looked at earlier periods looks again. */
  changePast: () => void
  pastVersion: () => number
  /** Grows with every line that comes, and with everybody who joins or is another one. */
  version: () => number
}>

/** `room` is how many people may join. */
export function frozenGround(plan: Plan, frozen: FrozenColumns, room: number): FrozenGround {
  const people = livePeople(frozen.people, room)
  const lines = liveLines(frozen.lines, people, readsOrderNumbers(plan))
  const facts = columnFacts(frozen.facts)
  const codes = (): readonly string[] =>
    Array.from({ length: people.count() }, (_, place) => people.codeOf(place))
  const adjustments = adjustmentsOf(frozen.adjustments, people.codeOf)
  const input: PayInput = {
    ...companyKnows,
    trees: frozen.people.trees.map(({ name }) => name),
    people: people.list,
    get lines() {
      return lines.all().toSorted(compareLines)
    },
    get parties() {
      return partiesOf(frozen.parties, people.codeOf)
    },
    get facts() {
      const isOld = ({ scope, id }: FactInput): boolean => scope !== 'person' || !facts.changed.has(id)
      return [...factsOf(frozen.facts).filter(isOld), ...[...facts.changed.values()].flat()]
    },
    get links() {
      return linksOf(frozen.links, codes())
    },
    adjustments,
    get state() {
      return stateOf(frozen.state, codes())
    },
  }
  let [pastVersion, changes] = [0, 0]
  const base = { count: frozen.people.ids.length, codeOf: people.codeOf }
  return {
    plan,
    frozen,
    people,
    lines,
    parties: columnParties(frozen.parties, lines, base),
    facts,
    owners: ownersOf(frozen.people, people),
    input,
    wholeInput: () => ({
      ...input,
      people: Array.from({ length: people.count() }, (_, place) => people.list[place]).filter(
        (one) => one !== undefined,
      ),
    }),
    change(place, person, known) {
      changes += 1
      people.change(place, person)
      facts.change(person.id, known)
    },
    changePast: () => void (pastVersion += 1),
    pastVersion: () => pastVersion,
    version: () => lines.version() + people.count() + changes,
  }
}
