import type { FactInput } from './pay-input.ts'
import type { Population } from './population.ts'
import type { World } from './world.ts'

/** Facts by who they are about: the own one first, then that of the person's market, then that of the company. */
export function factsOf(population: Population, facts: readonly FactInput[], atMs: number): World['fact'] {
  const known = new Map<string, FactInput>()
  for (const fact of facts) {
    if (
      (fact.fromMs ?? Number.NEGATIVE_INFINITY) > atMs ||
      (fact.untilMs ?? Number.POSITIVE_INFINITY) <= atMs
    )
      continue
    const key = `${fact.scope}\n${fact.id}\n${fact.name}`
    const other = known.get(key)
    // Of two that hold, the one that began later is the newer word.
    if (!other || (fact.fromMs ?? Number.NEGATIVE_INFINITY) >= (other.fromMs ?? Number.NEGATIVE_INFINITY))
      known.set(key, fact)
  }
  return factsBy(population, (scope, id, name) => known.get(`${scope}\n${id}\n${name}`)?.value)
}

/** The same, from what is said of each: undefined where nothing is. */
export function factsBy(
  population: Population,
  valueOf: (scope: FactInput['scope'], id: string, name: string) => string | undefined,
): World['fact'] {
  return ({ scope, id, person }, name) => {
    const one = population.people[person]
    const market = one?.attributes.get('market') ?? ''
    return (
      valueOf(scope, id, name) ??
      (one ? valueOf('person', one.id, name) : undefined) ??
      valueOf('market', market, name) ??
      valueOf('company', '', name) ??
      ''
    )
  }
}
