import type { Period } from '#shared/period.ts'
import { compareTexts } from '../frozen/byte-columns.ts'
import { compareLines } from '../frozen/frozen-lines.ts'
import type { Frozen } from '../frozen/frozen.ts'
import type { Plan } from '../language/plan.ts'
import { readsHistory } from '../language/plan-reads.ts'
import type { FactInput, LineInput, LinkInput, PayInput, PersonInput } from '../pay/pay-input.ts'
import { figuresOf, type Figures } from './figures.ts'

/** A person with the internal id, and what changed for the person inside and before the period. */
export type KnownPerson = Readonly<{
  personId: bigint
  person: PersonInput
  facts: readonly FactInput[]
  links: readonly LinkInput[]
}>

/** What became known up to a position: people and all lines of orders as they are now, new ones and changed ones alike. */
export type NewFacts = Readonly<{
  seq: bigint
  people: readonly KnownPerson[]
  lines: readonly LineInput[]
  /** Something else became known, for which everything has to be read anew. */
  isBeyond?: boolean | undefined
}>

export type Current = Readonly<{
  figures: Figures
  /** By number; behind the last person there may be room. */
  personIds: ArrayLike<bigint>
  seq: bigint
  generation: number
}>

/** The figures of a period that is still open: facts so far, and a run over them that is renewed when asked for. */
export type LivePeriod = Readonly<{
  /** Takes over facts; the same facts again, or those of a position that was passed, change nothing. */
  apply: (facts: NewFacts) => void
  /** The figures over everything applied so far. */
  current: () => Current
  /**
   * Those of whom a volume, the activity or the rank may be another one since this was last asked; undefined where that may be
   * anybody, as at first.
   */
  takeReached: () => ReadonlySet<number> | undefined
  /** The position that the figures stand on, without computing them. */
  seq: () => bigint
  /** The number of a person by internal id, or undefined while the period does not know the person. */
  numberOf: (personId: bigint) => number | undefined
  /** Whether something became known that the figures cannot take over: they stay readable until they are made anew. */
  isStale: () => boolean
}>

/**
 * Starts from facts as of a position; later ones are applied in their order. Orders after the period are passed over, and those
 * before it, unless the plan looks back at them.
 */
export function livePeriod(plan: Plan, start: Frozen, period: Period): LivePeriod {
  const fromMs = readsHistory(plan) ? Number.NEGATIVE_INFINITY : period.fromMs
  const known = knownFacts(start)
  let seq = start.cutSeq
  let generation = 0
  let isStale = false
  let isSame = false
  let ran: Readonly<{ figures: Figures; personIds: bigint[]; numbers: Map<bigint, number> }> | undefined
  const renewed = () => {
    if (ran) return ran
    const { input, personIds } = known.all()
    const figures = figuresOf(plan, input, period)
    generation += 1
    ran = { figures, personIds, numbers: new Map(personIds.map((id, number) => [id, number])) }
    return ran
  }
  return {
    apply(facts) {
      if (facts.seq <= seq) return
      if (facts.isBeyond) isStale = true
      if (isStale) return
      seq = facts.seq
      const lines = facts.lines.filter((line) => line.atMs >= fromMs && line.atMs < period.untilMs)
      known.take(facts.people, lines)
      if (facts.people.length === 0 && lines.length === 0) return
      ran = undefined
      isSame = false
    },
    current() {
      const { figures, personIds } = renewed()
      return { figures, personIds, seq, generation }
    },
    takeReached() {
      const reached = isSame ? new Set<number>() : undefined
      isSame = true
      return reached
    },
    seq: () => seq,
    numberOf: (personId) => renewed().numbers.get(personId),
    isStale: () => isStale,
  }
}

/** People by code and lines by order, as far as they are known; put in order when a run needs them. */
function knownFacts(start: Frozen) {
  const people = new Map(
    start.input.people.map((person, index) => [
      person.id,
      { person, personId: start.personIds[index] ?? 0n },
    ]),
  )
  const facts = Map.groupBy(start.input.facts, (fact) => fact.id)
  const links = Map.groupBy(start.input.links, (link) => link.personId)
  const orders = Map.groupBy(start.input.lines, (line) => line.orderId)
  return {
    take(changed: readonly KnownPerson[], lines: readonly LineInput[]): void {
      for (const one of changed) {
        people.set(one.person.id, one)
        facts.set(one.person.id, [...one.facts])
        links.set(one.person.id, [...one.links])
      }
      for (const [orderId, own] of Map.groupBy(lines, (line) => line.orderId)) orders.set(orderId, own)
    },
    all(): Readonly<{ input: PayInput; personIds: bigint[] }> {
      const sorted = [...people.values()].toSorted((a, b) => compareTexts(a.person.id, b.person.id))
      const input: PayInput = {
        ...start.input,
        people: sorted.map(({ person }) => person),
        facts: [...facts.values()].flat(),
        links: [...links.values()].flat(),
        lines: [...orders.values()].flat().toSorted(compareLines),
      }
      return { input, personIds: sorted.map(({ personId }) => personId) }
    },
  }
}
