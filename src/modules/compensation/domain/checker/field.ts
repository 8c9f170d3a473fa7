import type { PayInput, PersonInput } from '../pay/pay-input.ts'
import type { Plan } from '../language/plan.ts'
import { toldAt } from './told.ts'

/** Who stands where, as it was at one moment. Ids are sorted by code unit wherever several are given. */
export type Field = Readonly<{
  ids: readonly string[]
  parentOf: (tree: string, id: string) => string | undefined
  sideOf: (tree: string, id: string) => string
  legsOf: (tree: string, id: string) => readonly string[]
  /** The people above, nearest first. */
  uplineOf: (tree: string, id: string) => readonly string[]
  /** Everybody below, nearest levels first, with the number of steps. */
  downlineOf: (tree: string, id: string) => readonly Readonly<{ id: string; steps: number }>[]
  /** All positions of the owner of a position, that position included. */
  positionsOf: (id: string) => readonly string[]
}>

type Place = Readonly<{ parentId: string | undefined; side: string }>

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The places of all people at an instant: links that hold then come before those of the list of people. */
export function fieldAt(plan: Plan, input: PayInput, atMs: number): Field {
  const people = new Map(input.people.map((person) => [person.id, person]))
  const ids = [...people.keys()].toSorted(byText)
  const places = new Map<string, Place>()
  const legs = new Map<string, string[]>()
  for (const tree of new Set(['sponsor', ...input.trees, ...input.links.map((link) => link.tree)]))
    for (const id of ids) {
      const isGone = (one: PersonInput) =>
        plan.terminated === 'roll_up' && toldAt(input, one, 'status', atMs) === 'terminated'
      const place = keptPlace(isGone, people, (one) => writtenPlace(input, tree, one, atMs), id)
      places.set(`${tree}\n${id}`, place)
      if (place.parentId === undefined) continue
      const key = `${tree}\n${place.parentId}`
      legs.set(key, [...(legs.get(key) ?? []), id])
    }
  const parentOf = (tree: string, id: string) => places.get(`${tree}\n${id}`)?.parentId
  const legsOf = (tree: string, id: string) => legs.get(`${tree}\n${id}`) ?? []
  return {
    ids,
    parentOf,
    sideOf: (tree, id) => places.get(`${tree}\n${id}`)?.side ?? '',
    legsOf,
    uplineOf: (tree, id) => {
      const above: string[] = []
      for (let one = parentOf(tree, id); one !== undefined; one = parentOf(tree, one)) above.push(one)
      return above
    },
    downlineOf: (tree, id) => below(legsOf, tree, id),
    positionsOf: (id) => {
      const owner = (one: string) => people.get(one)?.ownerId ?? one
      return ids.filter((one) => owner(one) === owner(id))
    },
  }
}

function below(legsOf: Field['legsOf'], tree: string, id: string) {
  const found: { id: string; steps: number }[] = []
  let level = legsOf(tree, id)
  for (let steps = 1; level.length > 0; steps++) {
    for (const one of level) found.push({ id: one, steps })
    level = level.flatMap((one) => legsOf(tree, one))
  }
  return found
}

function writtenPlace(input: PayInput, tree: string, person: PersonInput, atMs: number): Place {
  const holding = input.links
    .filter((link) => link.tree === tree && link.personId === person.id)
    .filter((link) => (link.fromMs ?? -Infinity) <= atMs && atMs < (link.untilMs ?? Infinity))
    .toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity))
  const link = holding.at(-1)
  if (link) return { parentId: link.parentId, side: link.side }
  const place = person.places.get(tree)
  if (place) return place
  return { parentId: tree === 'sponsor' ? person.sponsorId : undefined, side: '' }
}

/** With `roll_up` the terminated stand nowhere, and who stood below them stands in their place. */
function keptPlace(
  isGone: (person: PersonInput) => boolean,
  people: ReadonlyMap<string, PersonInput>,
  written: (person: PersonInput) => Place,
  id: string,
): Place {
  const person = people.get(id)
  if (!person || isGone(person)) return { parentId: undefined, side: '' }
  let place = written(person)
  for (;;) {
    const parent = place.parentId === undefined ? undefined : people.get(place.parentId)
    if (!parent) return { parentId: undefined, side: '' }
    if (!isGone(parent)) return place
    place = written(parent)
  }
}
