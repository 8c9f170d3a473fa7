import type { Period } from '#shared/period.ts'
import { dayNumberAt } from '#shared/time.ts'
import { inputNeeds } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import type { PersonInput } from '../pay/pay-input.ts'
import {
  NO_DAY,
  personKindOf,
  personStatusOf,
  type FieldColumns,
  type NumberColumn,
  type TextColumn,
  type TreeColumns,
} from '../passes/field-columns.ts'
import { columnWorlds } from '../passes/ground/column-world.ts'
import type { FrozenGround } from '../passes/ground/frozen-ground.ts'
import { nothingKnown } from '../passes/ground/known-so-far.ts'
import { fieldOfFrozen } from '../passes/of-frozen/field.ts'
import { once } from '../passes/once.ts'
import { hangAlone, teamIndex } from '../passes/shares/team-index.ts'
import { grown } from './grown.ts'
import { liveSold, type LiveSold } from './live-sold.ts'

/** The field of an open period: its columns change in place, and have room for people who join. */
export type LiveField = Pick<LiveSold, 'add' | 'set' | 'ordersAre' | 'isByEvaluation'> &
  Readonly<{
    field: () => FieldColumns
    /** Takes a newcomer's place; false where columns do not know one of the words or what else is read of people. */
    join: (place: number, person: PersonInput, above: number) => boolean
    /** Takes another kind and status; false where the plan makes more of that than columns do. */
    stand: (place: number, person: PersonInput) => boolean
  }>

const SPONSOR = 'sponsor'

/** `room` is how many people may join; volumes have at least so many decimals from the start. */
export function liveField(
  ground: FrozenGround,
  period: Period,
  { room, decimals }: Readonly<{ room: number; decimals: number }>,
): LiveField {
  const { plan } = ground
  const base = fieldOfFrozen(plan, ground.frozen, period, () => ground)
  const people = base.people + room
  const sold = liveSold(ground, period, base, { room, decimals })
  const tree = once((name: string) => withRoom(base.tree(name), people))
  const attributes = attributesWithRoom(base, people)
  // Somebody who has not joined yet is a customer who bought nothing.
  const kind = grown(base.kind, people, personKindOf.retail)
  const status = grown(base.status, people, personStatusOf.inactive)
  const joinedDay = grown(base.joinedDay, people, NO_DAY)
  let there = base.people
  const field: FieldColumns = {
    people,
    there: () => there,
    kind,
    status,
    joinedDay,
    givenRank: grown(base.givenRank, people, 0),
    attribute: (name) => attributes.column(name),
    fact: once((name) => textWithRoom(base.fact(name), people)),
    companyFact: base.companyFact,
    tree,
    volume: (name) => sold.volume(name),
    volumeIn: (...of) => sold.volumeIn(...of),
    orders: (name) => sold.orders(name),
    debt: base.debt,
    ...knownWithRoom(base, people),
    world: (known = nothingKnown) => worlds('')(known),
  }
  const worlds = once(() => columnWorlds(ground, field, period))
  const needs = inputNeeds(plan)
  const placedIn = ({ places }: PersonInput): boolean => [...needs.trees].some((name) => places.has(name))
  return {
    field: () => field,
    add: (...of) => sold.add(...of),
    set: (...of) => sold.set(...of),
    ordersAre: (...of) => sold.ordersAre(...of),
    isByEvaluation: (name) => sold.isByEvaluation(name),
    join(place, person, above) {
      const words = attributes.wordsOf(person)
      if (needs.facts.size > 0 || words.some(({ word }) => word < 0) || above >= place || placedIn(person))
        return false
      const gone = personStatusOf.terminated
      if (plan.terminated === 'roll_up' && (person.status === 'terminated' || status[above] === gone))
        return false
      for (const { column, word } of words) column.place[place] = word
      kind[place] = personKindOf[person.kind]
      status[place] = personStatusOf[person.status]
      joinedDay[place] =
        person.joinedAtMs === undefined ? NO_DAY : dayNumberAt(person.joinedAtMs, plan.timeZone)
      if (above >= 0) hangAlone(tree(SPONSOR), place, above)
      there = place + 1
      return true
    },
    stand(place, person) {
      const [was, is] = [status[place] ?? 0, personStatusOf[person.status]]
      if (was === is && kind[place] === personKindOf[person.kind]) return true
      if (!goesByEnd(plan, [was, is])) return false
      status[place] = is
      kind[place] = personKindOf[person.kind]
      return true
    },
  }
}

/** Attributes that are read, and the places of somebody's words in them; -1 for a word that a column does not know. */
function attributesWithRoom(base: FieldColumns, people: number) {
  const read = new Map<string, TextColumn>()
  return {
    column: (name: string): TextColumn => {
      const known = read.get(name) ?? textWithRoom(base.attribute(name), people)
      read.set(name, known)
      return known
    },
    wordsOf: (person: PersonInput): readonly Readonly<{ column: TextColumn; word: number }>[] =>
      [...read].map(([name, column]) => ({
        column,
        word: column.words.indexOf(person.attributes.get(name) ?? ''),
      })),
  }
}

/** Who joins has no history. */
function beforeWithRoom({ people: known, before }: FieldColumns, people: number): FieldColumns['before'] {
  return {
    ...before,
    rank: grown(before.rank, people, 0),
    careerRank: grown(before.careerRank, people, 0),
    missed: grown(before.missed, people, 0),
    latest: (name) => {
      const of = before.latest(name)
      return (person) => (person < known ? of(person) : undefined)
    },
  }
}

/** Nobody corrects or gives anything of who joins before the period is made anew. */
function knownWithRoom(
  base: FieldColumns,
  people: number,
): Pick<FieldColumns, 'before' | 'byHand' | 'given' | 'payeesChange' | 'placesChange'> {
  const { byHand, given, payeesChange, placesChange } = base
  const longer = (marks: Uint8Array | undefined) => marks && grown(marks, people, 0)
  const longerPay = (pay: NumberColumn | undefined) => pay && { ...pay, values: grown(pay.values, people, 0) }
  return {
    payeesChange,
    placesChange,
    before: beforeWithRoom(base, people),
    byHand: {
      rank: longer(byHand.rank),
      waived: (name) => longer(byHand.waived(name)),
      excluded: (bonus) => longer(byHand.excluded(bonus)),
      added: byHand.added,
      addedEach: byHand.addedEach,
    },
    given: {
      byFiles: once((bonus) => longerPay(given.byFiles(bonus))),
      all: once((bonus) => longerPay(given.all(bonus))),
    },
  }
}

/** Whether the plan takes kinds and statuses as they are at the end, and makes nothing more of these statuses. */
function goesByEnd({ changes, terminated }: Plan, statuses: readonly number[]): boolean {
  if (!changes || changes.orders === 'at_order' || changes.payees === 'at_order') return false
  if (terminated === 'roll_up' && statuses.includes(personStatusOf.terminated)) return false
  return (['suspended', 'terminated'] as const).every((name) => {
    return changes[name].rank === 'as_earned' || !statuses.includes(personStatusOf[name])
  })
}

function withRoom(tree: TreeColumns, people: number): TreeColumns {
  const order = grown(tree.order, people, 0)
  for (let at = tree.order.length; at < people; at++) order[at] = at
  const made = {
    parent: grown(tree.parent, people, -1),
    order,
    depth: grown(tree.depth, people, 0),
    side: grown(tree.side, people, Math.max(0, tree.sides.indexOf(''))),
    sides: tree.sides,
  }
  teamIndex(made)
  return made
}

function textWithRoom({ words, place }: TextColumn, people: number): TextColumn {
  return { words, place: grown(place, people, 0) }
}
