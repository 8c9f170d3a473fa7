import type { Period } from '#shared/period.ts'
import { inputNeeds, readsHistory, type Reach } from '../language/plan-reads.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import type { LiveField } from '../live/live-field.ts'
import type { LineInput, PersonInput } from '../pay/pay-input.ts'
import type { PeriodGround } from './period-ground.ts'
import type { KnownPerson } from './live-period.ts'

/** Where facts are taken into the columns of a period. */
export type Place = Readonly<{
  plan: Plan
  period: Period
  personal: readonly PersonalVolume[]
  /** Whether the rule of one of these reads more than its line. */
  isAsked: boolean
  reach: Reach
  live: LiveField
  ground: PeriodGround
}>

/** Takes over somebody; gives the person's place, and below whom a newcomer stands. Undefined where columns cannot. */
export function takePerson(
  place: Place,
  { personId, person, facts, links }: KnownPerson,
): Readonly<{ place: number; joinedBelow: number | undefined }> | undefined {
  const { plan, live, ground, reach } = place
  const above = person.sponsorId === undefined ? -1 : ground.people.numberOf(person.sponsorId)
  const known = ground.people.numberOf(person.id)
  if (above === undefined) return undefined
  if (known === undefined) {
    const joined = facts.length + links.length > 0 ? undefined : ground.people.add(personId, person)
    if (joined === undefined || !live.join(joined, person, above)) return undefined
    if (reach.earlierTeams) ground.changePast()
    return { place: joined, joinedBelow: above }
  }
  const before = ground.people.list[known]
  const isSame =
    before !== undefined &&
    before.sponsorId === person.sponsorId &&
    before.attributes.get('market') === person.attributes.get('market') &&
    standsWhere(plan, before, person)
  if (!isSame || isInVolumes(place, known) || !live.stand(known, person)) return undefined
  ground.change(known, person, facts)
  return { place: known, joinedBelow: undefined }
}

/** Whether what somebody bought, sold or gave a home to may count otherwise when the person is another one. */
function isInVolumes({ ground, period, reach, isAsked }: Place, person: number): boolean {
  return isAsked && (reach.parties || ground.lines.ordersOf(person, period).length > 0)
}

/** Whether somebody stands where before in every placement tree that the plan reads. */
function standsWhere(plan: Plan, before: PersonInput, now: PersonInput): boolean {
  return [...inputNeeds(plan).trees].every((tree) => {
    const [was, is] = [before.places.get(tree), now.places.get(tree)]
    return was?.parentId === is?.parentId && (was?.side ?? '') === (is?.side ?? '')
  })
}

/** The lines of orders that are not known yet; those that are known must not have changed. */
export function newLines(
  { plan, period, ground, reach }: Place,
  lines: readonly LineInput[],
): Readonly<{ lines: readonly LineInput[]; isChanged: boolean }> {
  let isChanged = false
  const fresh: LineInput[] = []
  const fromMs = readsHistory(plan) ? Number.NEGATIVE_INFINITY : period.fromMs
  const inside = lines.filter((line) => line.atMs >= fromMs && line.atMs < period.untilMs)
  for (const [orderId, own] of Map.groupBy(inside, (line) => line.orderId)) {
    const before = ground.lines.known(orderId)
    if (before === undefined) fresh.push(...own)
    else if (textOf(before, reach.orders) !== textOf(own, reach.orders)) isChanged = true
  }
  return { lines: fresh, isChanged }
}

/** What of an order's lines volumes are read from, as text, or all that rules may ask. */
function textOf(lines: readonly LineInput[], isWhole: boolean): string {
  return lines
    .toSorted((a, b) => a.row - b.row)
    .map((line) => {
      const { atMs, buyerId, sellerId, type, quantityMicro, amountMicro, volumes } = line
      const asked = isWhole ? [line.product, line.category, line.currency, line.ofOrderId, line.partyId] : []
      const amounts = [...volumes]
        .filter(([, micro]) => micro !== 0n)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      return [atMs, buyerId, sellerId, type, quantityMicro, amountMicro, ...amounts.flat(), ...asked].join(
        ' ',
      )
    })
    .join('\n')
}
