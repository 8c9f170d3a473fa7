import type { GroupVolume } from '../../language/plan.ts'
import { conditionRule } from '../../pay/evaluate.ts'
import { atPerson } from '../../pay/world.ts'
import { changedOn } from '../asked/asked-again.ts'
import { waysOf } from '../asked/ways.ts'
import { worldSoFar } from '../asked/world-so-far.ts'
import type { Compiler } from '../compiler.ts'

/** Who ends the groups above: 1, else 0. */
export type GroupEnds = Readonly<{
  ends: Uint8Array
  /** Asks those again of whom something that says it is another one; gives whether anybody ends groups who did not, or no more. */
  renew: () => boolean
}>

export function groupEnds(compiler: Compiler, { until, tree }: GroupVolume): GroupEnds {
  const { field, plan, renewal } = compiler
  const ends = new Uint8Array(field.people)
  if (!until) return { ends, renew: () => false }
  const ask = (people: Iterable<number>): boolean => {
    const holds = conditionRule(worldSoFar(compiler), until, 'person')
    let isOther = false
    for (const person of people) {
      if (person >= field.there()) continue
      const now = holds({ ...atPerson(person), tree }) ? 1 : 0
      isOther ||= ends[person] !== now
      ends[person] = now
    }
    return isOther
  }
  ask(ends.keys())
  if (!renewal) return { ends, renew: () => false }
  const ways = waysOf(plan, [until.expression]).map((way) => ({
    looks: way.looks.length > 0,
    changed: changedOn(compiler, renewal, way),
  }))
  return {
    ends,
    renew() {
      const people = new Set(renewal.first())
      for (const { looks, changed } of ways) {
        const others = [...changed(renewal.added().length)]
        // Whoever looks at others may be anybody.
        if (looks && others.length > 0) return ask(ends.keys())
        for (const person of others) people.add(person)
      }
      return ask(people)
    },
  }
}
