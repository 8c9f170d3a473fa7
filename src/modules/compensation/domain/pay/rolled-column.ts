import type { Value } from '../language/value.ts'
import type { rolledParts } from './aggregates.ts'
import { atPerson, type World } from './world.ts'

/** An aggregate over teams as a column: what the person alone gives, joined with the columns of those directly below. */
export function rolledColumn(
  world: World,
  parts: ReturnType<typeof rolledParts>,
  treeName: string,
): (person: number) => Value {
  const tree = world.population.tree(treeName)
  const known: (Value | undefined)[] = []
  const done = new Uint8Array(world.population.people.length)
  const whole = (person: number): Value | undefined => {
    if (done[person] === 1) return known[person]
    let value = parts.own({ ...atPerson(person), tree: treeName })
    for (const child of tree.children(person)) value = parts.join(value, whole(child))
    known[person] = value
    done[person] = 1
    return value
  }
  return (person) => whole(person) ?? parts.empty
}
