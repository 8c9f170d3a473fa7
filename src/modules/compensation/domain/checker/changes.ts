import type { HeldBack, Plan } from '../language/plan.ts'
import type { PayInput, PersonInput } from '../pay/pay-input.ts'
import { fieldAt } from './field.ts'
import { dayOf } from './order-book.ts'
import { toldAt } from './told.ts'
import { CheckStop, type World } from './world.ts'

/** The kind or status of a person at an instant, or at the end of the period. */
export function standsAs(world: World, id: string, what: 'kind' | 'status', atMs?: number): string {
  const person = world.people.get(id)
  return person ? toldAt(world.input, person, what, atMs ?? world.period.untilMs - 1) : ''
}

/** When a payee of something at an instant is looked at: then, where the plan says so. */
export function payeeTime(plan: Plan, atMs: number | undefined): number | undefined {
  return plan.changes?.payees === 'at_order' ? atMs : undefined
}

/** What becomes of rank and carry by the status of a person. */
export function heldBackFor(world: World, id: string, atMs?: number): HeldBack | undefined {
  const status = standsAs(world, id, 'status', atMs)
  if (status === 'suspended') return world.plan.changes?.suspended
  return status === 'terminated' ? world.plan.changes?.terminated : undefined
}

/** Stops where a kind, a status or a place changes within the period and the plan rules nothing of it. */
export function stopUnruled(plan: Plan, input: PayInput, fromMs: number, untilMs: number): void {
  if (plan.changes) return
  const edges = [...input.links, ...input.facts.filter((fact) => fact.scope === 'person')]
    .flatMap((one) => [one.fromMs, one.untilMs])
    .filter((edge) => edge !== undefined && fromMs < edge && edge < untilMs)
  for (const edge of new Set(edges)) {
    if (edge === undefined) continue
    const changed = input.people.find((person) => changesAt(plan, input, person, edge))
    if (changed) throw new CheckStop(`${changed.id} changes within the period`)
  }
}

function changesAt(plan: Plan, input: PayInput, person: PersonInput, edge: number): boolean {
  const differs = (what: 'kind' | 'status') =>
    toldAt(input, person, what, edge - 1) !== toldAt(input, person, what, edge)
  if (differs('kind') || differs('status')) return true
  const isFirstDay =
    person.joinedAtMs !== undefined && dayOf(person.joinedAtMs, plan.timeZone) === dayOf(edge, plan.timeZone)
  // Nobody is rolled up here: only what files say of places counts.
  const [before, after] = [edge - 1, edge].map((atMs) =>
    fieldAt({ ...plan, terminated: 'keep_place' }, input, atMs),
  )
  return [...new Set(input.links.map((link) => link.tree))].some((tree) => {
    const [old, now] = [before, after].map((field) => field?.parentOf(tree, person.id))
    const moves = old !== now || before?.sideOf(tree, person.id) !== after?.sideOf(tree, person.id)
    return moves && !(old === undefined && isFirstDay)
  })
}
