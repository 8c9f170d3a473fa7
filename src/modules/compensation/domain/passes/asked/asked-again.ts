import type { World } from '../../pay/world.ts'
import { below } from '../../pay/tree.ts'
import { OutOfRange } from '../code.ts'
import type { Column, Compiler } from '../compiler.ts'
import { once } from '../once.ts'
import { mostRenewed } from '../renew/members.ts'
import type { Renewal } from '../renew/renewal.ts'
import { othersIn } from './others-in.ts'
import type { Look, Way } from './ways.ts'

/** Of whom something is another one, when a run is renewed; the number of those who are computed again so far is given. */
type Changed = (count: number) => Iterable<number>

/** A way whose beginning is known. */
type Followed = Readonly<{ changed: Changed; looks: readonly Look[] }>

/**
 * Who has to be asked rules again: those of whom something that the rules read is another one, and whoever looks at these. What
 * is read of definitions is held against what it was; of anybody whose field changed everything else may be another one. What is
 * still to be computed may become another one for everybody who is computed again, and whoever stands above them.
 */
export function askedAgain(compiler: Compiler, renewal: Renewal, ways: readonly Way[]): Changed {
  const made = once(() => compiler.field.world())
  const world = (): World => made('')
  const followed = ways.map((way) => followedFrom(compiler, renewal, way))
  return (count) => {
    const found = new Set(renewal.first())
    // Where everybody is computed again, others are known already to what goes by them.
    const added = renewal.isOfAll() ? new Set(renewal.added()) : undefined
    for (const { changed, looks } of followed) {
      let people = added ? [...changed(count)].filter((person) => added.has(person)) : changed(count)
      for (const look of looks.toReversed()) people = lookingAt(compiler, world, look, people)
      for (const person of people) found.add(person)
    }
    return found
  }
}

function followedFrom(compiler: Compiler, renewal: Renewal, way: Way): Followed {
  const { reads, looks } = way
  const changed = changedOn(compiler, renewal, way)
  if (reads === undefined || valuesOf(compiler, reads)) return { changed, looks }
  const farther = (look: Look): Look =>
    look.to === 'below' ? { ...look, levels: Number.POSITIVE_INFINITY } : look
  return { changed, looks: looks.map(farther) }
}

/** Of whom that is another one which stands at the end of a way. */
export function changedOn(compiler: Compiler, renewal: Renewal, { reads }: Way): Changed {
  if (reads === undefined) return renewal.first
  const columns = valuesOf(compiler, reads)
  if (!columns) return (count) => renewal.members.slice(0, count)
  const changes = columns.map((values) => renewal.changed(values))
  return () => changes.flatMap((of) => of())
}

/** The columns of a definition or bonus; undefined while it is still to be computed. What files give of bonuses stays. */
function valuesOf(
  { columns, gathers, paid }: Compiler,
  key: string,
): readonly (Float64Array | Uint8Array)[] | undefined {
  if (key.startsWith('bonus:')) {
    const pay = paid.get(key.slice('bonus:'.length))
    return pay ? [pay.values] : []
  }
  const column = columns.get(key)
  if (column) return valuesIn(column)
  const gathered = gathers.get(key)
  return gathered && [gathered.values]
}

function valuesIn(column: Column): readonly (Float64Array | Uint8Array)[] {
  return column.is === 'quotient' ? [column.over.values, column.under.values] : [column.values]
}

/** Whoever looks at one of some people in one way. */
function lookingAt(
  { field }: Compiler,
  world: () => World,
  look: Look,
  people: Iterable<number>,
): ReadonlySet<number> {
  const found = new Set<number>()
  switch (look.to) {
    case 'below': {
      const { parent } = field.tree(look.tree)
      for (const person of people) addAbove(found, parent, person, look.levels)
      return found
    }
    case 'above': {
      const most = mostRenewed(field.people)
      const tree = world().population.tree(look.tree)
      for (const person of people)
        for (const one of below(tree, person, false)) {
          found.add(one)
          if (found.size > most) throw new OutOfRange('more people than are renewed')
        }
      return found
    }
    case 'positions':
      for (const person of people) for (const one of world().population.positions(person)) found.add(one)
      return found
    case 'everyone':
      for (const _ of people) return new Set(Array(field.there()).keys())
      return found
    default:
      for (const person of people) for (const one of othersIn(world(), look.hop, person)) found.add(one)
      return found
  }
}

/** Adds so many people above somebody; above somebody who is known already when all of them are. */
function addAbove(found: Set<number>, parent: Int32Array, person: number, levels: number): void {
  let left = levels
  for (let one = parent[person] ?? -1; one >= 0 && left > 0; one = parent[one] ?? -1, left--) {
    if (levels === Number.POSITIVE_INFINITY && found.has(one)) return
    found.add(one)
  }
}
