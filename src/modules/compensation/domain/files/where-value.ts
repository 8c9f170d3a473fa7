import type { Plan } from '../language/plan.ts'
import { partsOfPlan } from '../language/plan-reads.ts'
import type { PayInput } from '../pay/pay-input.ts'

/** The most places of a value that are named. */
const PLACES_NAMED_MAX = 3

/**
 * Where a value stands that a rule could not take for a number or a condition: the facts and attributes that the plan reads
 * as such and that have it. Rules only know the text, so that the files are searched when a run has stopped.
 */
export function whereValue(plans: readonly Plan[], input: PayInput, message: string): string {
  const value = /^found "(.*)" in a fact or attribute, /s.exec(message)?.[1]
  if (value === undefined) return ''
  const [facts, attributes] = [namesRead(plans, 'fact'), namesRead(plans, 'attribute')]
  const places: string[] = []
  for (const { scope, id, name, value: text } of input.facts)
    if (text === value && facts.has(name))
      places.push(
        `the fact "${name}" of ${scope === 'company' ? 'the company' : `${scope} ${id}`} (facts.csv)`,
      )
  const look = (file: string, who: string, texts: ReadonlyMap<string, string>): void => {
    for (const [name, text] of texts)
      if (text === value && attributes.has(name)) places.push(`attr:${name} of ${who} (${file})`)
  }
  for (const person of input.people) look('people.csv', `person ${person.id}`, person.attributes)
  for (const line of input.lines) look('orders.csv', `order ${line.orderId}`, line.attributes)
  for (const party of input.parties) look('parties.csv', `party ${party.partyId}`, party.attributes)
  if (places.length === 0) return ''
  const more = places.length > PLACES_NAMED_MAX ? [`and ${places.length - PLACES_NAMED_MAX} more`] : []
  return `; it stands in ${[...places.slice(0, PLACES_NAMED_MAX), ...more].join(', ')}`
}

/** The names of facts or attributes that a rule takes for numbers or conditions. */
function namesRead(plans: readonly Plan[], of: 'fact' | 'attribute'): ReadonlySet<string> {
  const names = new Set<string>()
  for (const plan of plans)
    for (const part of partsOfPlan(plan))
      if (part.node === 'as' && part.type !== 'text' && part.of.node === 'field' && part.of.of === of)
        names.add(part.of.name)
  return names
}
