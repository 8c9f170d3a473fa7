import { sameWord } from '../../frozen/byte-columns.ts'
import type { FrozenColumns } from '../../frozen/columns.ts'
import type { Plan } from '../../language/plan.ts'
import { personStatusOf, type TreeColumns } from '../field-columns.ts'
import { treeColumns } from '../tree-columns.ts'
import { holdsAt } from './standings.ts'

/** A tree at an instant: by the link that holds then, else as people say; who is gone is rolled up where the plan says so. */
export function treeAt(
  plan: Plan,
  { people, links }: FrozenColumns,
  status: Uint8Array,
  name: string,
  atMs: number,
): TreeColumns {
  const known = people.trees.find((tree) => tree.name === name)
  const count = people.ids.length
  const nowhere = (): Int32Array => new Int32Array(count).fill(-1)
  const parent = (name === 'sponsor' ? people.sponsor : (known?.parent ?? nowhere())).slice()
  const told = known?.side ?? sameWord('', count)
  const sides = [...new Set(['', ...told.words, ...links.side.words])].toSorted()
  const sideOf = told.words.map((word) => sides.indexOf(word))
  const side = new Uint8Array(count)
  for (let person = 0; person < count; person++) side[person] = sideOf[told.place[person] ?? 0] ?? 0
  const tree = links.tree.words.indexOf(name)
  for (let row = 0; row < links.person.length; row++) {
    const person = links.person[row] ?? -1
    if (links.tree.place[row] !== tree || person < 0 || !holdsAt(links, row, atMs)) continue
    parent[person] = links.parent[row] ?? -1
    side[person] = sides.indexOf(links.side.words[links.side.place[row] ?? 0] ?? '')
  }
  if (plan.terminated === 'roll_up') rollUp(status, parent, side, sides.indexOf(''))
  const used = usedSides(side, sides)
  const places = sides.map((word) => used.indexOf(word))
  return treeColumns(
    parent,
    side.map((place) => places[place] ?? 0),
    used,
  )
}

/** Who is gone leaves the tree; whoever stands below stands below the next one above who stays, on that one's side. */
function rollUp(status: Uint8Array, parent: Int32Array, side: Uint8Array, none: number): void {
  const [old, oldSide] = [parent.slice(), side.slice()]
  const isGone = (person: number): boolean => status[person] === personStatusOf.terminated
  for (let person = 0; person < old.length; person++) {
    let [above, at] = [old[person] ?? -1, person]
    while (above >= 0 && isGone(above)) [above, at] = [old[above] ?? -1, above]
    parent[person] = isGone(person) ? -1 : above
    side[person] = isGone(person) ? none : (oldSide[at] ?? none)
  }
}

function usedSides(side: Uint8Array, sides: readonly string[]): readonly string[] {
  const used = new Set<number>(side)
  return sides.filter((word, place) => word === '' || used.has(place))
}
