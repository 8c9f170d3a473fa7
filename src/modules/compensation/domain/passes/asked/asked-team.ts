import type { Aggregate } from '../../language/reads.ts'
import type { Value } from '../../language/value.ts'
import { emptyOf, rolledParts } from '../../pay/aggregates.ts'
import { atPerson } from '../../pay/world.ts'
import { NotCompiled, type Code } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { callCode } from './asked-code.ts'
import { kindOf, type AskAt } from './asked-value.ts'
import { worldSoFar } from './world-so-far.ts'

/**
 * An aggregate over a team whose values no program joins, such as fractions: each person's is asked of the own value and of what
 * stands in the column of those directly below, who are done.
 */
export function teamCode(inside: Compiler, key: string, aggregate: Aggregate): Code {
  const kind = kindOf(aggregate)
  if (kind === undefined || inside.needed.get(key) === 'whole')
    throw new NotCompiled('a team of texts, or of what not everybody can be asked')
  return callCode(inside, key, joined(inside, key, aggregate), {
    person: 'p',
    tree: aggregate.scope.tree,
    kind,
  })
}

function joined(inside: Compiler, key: string, aggregate: Aggregate): AskAt {
  const { tree } = aggregate.scope
  const nobody = emptyOf(aggregate)
  // Whether anybody of a team counts; the column says of nobody what nothing gives.
  const counts = new Uint8Array(inside.field.people)
  let made: Readonly<{ of: (person: number) => Value | undefined }> | undefined
  const make = (): NonNullable<typeof made> => {
    const world = worldSoFar(inside)
    const { own, join } = rolledParts(world, aggregate)
    const { children } = world.population.tree(tree)
    const column = world.column(key)
    const of = (person: number): Value | undefined => {
      let value = own({ ...atPerson(person), tree })
      for (const child of children(person)) if (counts[child] === 1) value = join(value, column(child))
      return value
    }
    return { of }
  }
  return (person) => {
    const value = (made ??= make()).of(person)
    counts[person] = value === undefined ? 0 : 1
    return value ?? nobody
  }
}
