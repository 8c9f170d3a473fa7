import type { Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import type { HeldBack, Plan } from '../language/plan.ts'
import type { PayInput } from './pay-input.ts'
import { populationOf, type Population } from './population.ts'
import { edgesOf } from './standings.ts'
import { PayProblem, type World } from './world.ts'

/**
 * Stops a run in whose period a kind, a status or a place changes while the plan does not say what that does. Who gets a
 * first place on the day of joining changes nothing.
 */
export function refuseUnruled(plan: Plan, input: PayInput, period: Period): void {
  if (plan.changes) return
  const inside = (edge: number): boolean => period.fromMs < edge && edge < period.untilMs
  const told = input.facts.filter(
    ({ scope, name }) => scope === 'person' && (name === 'kind' || name === 'status'),
  )
  const spans = [...told.map((fact) => ({ ...fact, personId: fact.id })), ...input.links]
  if (!edgesOf(spans).some(inside)) return
  const population = populationOf(plan, input, period.untilMs)
  for (const edge of edgesOf(spans).filter(inside)) {
    const touched = spans.filter((one) => one.fromMs === edge || one.untilMs === edge)
    for (const id of new Set(touched.map(({ personId }) => personId))) {
      const change = changeOf(input, population, id, edge, plan.timeZone)
      if (change !== undefined)
        throw new PayProblem(
          `${change} inside ${period.label}, and the plan does not say what that does; expected "changes" in the plan`,
        )
    }
  }
}

function changeOf(
  input: PayInput,
  population: Population,
  id: string,
  edge: number,
  zone: string,
): string | undefined {
  const person = population.numberOf.get(id)
  if (person === undefined) return undefined
  for (const name of ['kind', 'status'] as const) {
    const [before, after] = [population[name](person, edge - 1), population[name](person, edge)]
    if (before !== after) return `${id} changes from ${before} to ${after}`
  }
  for (const tree of new Set(input.links.map((link) => link.tree))) {
    const [before, after] = [
      population.placeAt(tree, person, edge - 1),
      population.placeAt(tree, person, edge),
    ]
    if (before.parent === after.parent && before.side === after.side) continue
    const joined = population.people[person]?.joinedAtMs
    if (before.parent < 0 && joined !== undefined && dayOf(joined, zone) === dayOf(edge, zone)) continue
    return `${id} gets another place in the ${tree} tree`
  }
  return undefined
}

function dayOf(atMs: number, zone: string): string {
  const { year, month, day } = localOf(atMs, zone)
  return `${year}-${month}-${day}`
}

/** What the plan says of rank and carry of somebody with that status; undefined for who is neither suspended nor terminated. */
export function heldBack(world: World, person: number, atMs: number): HeldBack | undefined {
  const { changes } = world.plan
  if (!changes) return undefined
  const status = world.population.status(person, atMs)
  if (status === 'suspended') return changes.suspended
  return status === 'terminated' ? changes.terminated : undefined
}

/** The instant at which a payee of something at an instant is looked at; undefined for the end of the period. */
export function payeeMoment(plan: Plan, atMs: number | undefined): number | undefined {
  return plan.changes?.payees === 'at_order' ? atMs : undefined
}
