import type { PayInput, PersonInput } from '../pay/pay-input.ts'

/** What files tell of a person's kind or status at an instant: a fact that holds then, else the list of people. */
export function toldAt(input: PayInput, person: PersonInput, what: 'kind' | 'status', atMs: number): string {
  const facts = input.facts
    .filter((fact) => fact.scope === 'person' && fact.id === person.id && fact.name === what)
    .filter((fact) => (fact.fromMs ?? -Infinity) <= atMs && atMs < (fact.untilMs ?? Infinity))
    .toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity))
  return facts.at(-1)?.value ?? person[what]
}
