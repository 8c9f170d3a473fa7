import type { FactInput, PersonInput } from './pay-input.ts'

/** Kind and status of people at an instant: a fact of that name while it holds, else what people.csv says. */
export type Standings = Readonly<{
  kind: (person: number, atMs: number) => string
  status: (person: number, atMs: number) => string
  /** Instants at which somebody's status may change. */
  moments: readonly number[]
}>

export function standingsOf(people: readonly PersonInput[], facts: readonly FactInput[]): Standings {
  const told = facts.filter(({ scope, name }) => scope === 'person' && (name === 'kind' || name === 'status'))
  const byPerson = Map.groupBy(told, (fact) => `${fact.name}\n${fact.id}`)
  const valueOf = (name: 'kind' | 'status', person: number, atMs: number): string => {
    const one = people[person]
    if (!one) return ''
    const holding = byPerson
      .get(`${name}\n${one.id}`)
      ?.filter((fact) => (fact.fromMs ?? -Infinity) <= atMs && atMs < (fact.untilMs ?? Infinity))
      .toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity))
    return holding?.at(-1)?.value ?? one[name]
  }
  return {
    kind: (person, atMs) => valueOf('kind', person, atMs),
    status: (person, atMs) => valueOf('status', person, atMs),
    moments: edgesOf(told.filter(({ name }) => name === 'status')),
  }
}

/** The instants at which something begins or ends to hold. */
export function edgesOf(
  spans: readonly Readonly<{ fromMs: number | undefined; untilMs: number | undefined }>[],
): readonly number[] {
  const edges = spans.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs])
  return [...new Set(edges.filter((edge) => edge !== undefined))].toSorted((a, b) => a - b)
}
