import type { Period } from '#shared/period.ts'
import { lineColumns } from '../frozen/frozen-lines.ts'
import { inputNeeds } from '../language/plan-reads.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import type { LiveField } from '../live/live-field.ts'
import { lineCredits } from '../passes/of-frozen/volumes.ts'
import type { LineInput, PersonInput } from '../pay/pay-input.ts'
import type { PeriodGround } from './period-ground.ts'
import type { KnownPerson } from './live-period.ts'

/** Where facts are taken into the columns of a period. */
export type Place = Readonly<{
  plan: Plan
  period: Period
  personal: readonly PersonalVolume[]
  live: LiveField
  ground: PeriodGround
}>

/** Takes over somebody; gives the person's place, and below whom a newcomer stands. Undefined where columns cannot. */
export function takePerson(
  { plan, live, ground }: Place,
  { personId, person, facts, links }: KnownPerson,
): Readonly<{ place: number; joinedBelow: number | undefined }> | undefined {
  const above = person.sponsorId === undefined ? -1 : ground.people.numberOf(person.sponsorId)
  const known = ground.people.numberOf(person.id)
  if (above === undefined) return undefined
  if (known === undefined) {
    const place = facts.length + links.length > 0 ? undefined : ground.people.add(personId, person)
    if (place === undefined || !live.join(place, person, above)) return undefined
    return { place, joinedBelow: above }
  }
  const before = ground.people.list[known]
  const isSame =
    before !== undefined &&
    before.sponsorId === person.sponsorId &&
    before.attributes.get('market') === person.attributes.get('market') &&
    standsWhere(plan, before, person)
  if (!isSame || !live.stand(known, person)) return undefined
  ground.change(known, person, facts)
  return { place: known, joinedBelow: undefined }
}

/** Whether somebody stands where before in every placement tree that the plan reads. */
function standsWhere(plan: Plan, before: PersonInput, now: PersonInput): boolean {
  return [...inputNeeds(plan).trees].every((tree) => {
    const [was, is] = [before.places.get(tree), now.places.get(tree)]
    return was?.parentId === is?.parentId && (was?.side ?? '') === (is?.side ?? '')
  })
}

/**
 * Adds lines of new orders to everybody's volumes; gives whose changed. `isFine` is false where a volume is finer than its
 * column was, so that everybody has to be computed anew. Undefined for an order that the plan refuses.
 */
export function takeLines(
  { plan, period, personal, live, ground }: Place,
  lines: readonly LineInput[],
): Readonly<{ owners: ReadonlySet<number>; isFine: boolean }> | undefined {
  const owners = new Set<number>()
  let [isFine, isRefused] = [true, false]
  const columns = lineColumns(lines, { get: ground.people.numberOf })
  personal.forEach((volume, index) => {
    const given = lineCredits(plan, columns, volume, period)
    if (!given) throw new Error(`${volume.name} was read from columns before`)
    if (index === 0) ground.days.add(columns.atMs, given)
    for (let row = 0; row < columns.atMs.length; row++) {
      const [owner, micro] = [given.owner(row), given.micro(row)]
      if (micro === 0) continue
      if (owner < 0) {
        isRefused ||= plan.withoutOwner === 'refuse'
        continue
      }
      if (!live.add(volume.name, owner, micro, columns.atMs[row] ?? 0)) isFine = false
      owners.add(owner)
    }
  })
  ground.lines.add(lines)
  return isRefused ? undefined : { owners, isFine }
}

/** The lines of orders that are not known yet; those that are known must not have changed. */
export function newLines(
  { period, ground }: Place,
  lines: readonly LineInput[],
): Readonly<{ lines: readonly LineInput[]; isChanged: boolean }> {
  let isChanged = false
  const fresh: LineInput[] = []
  const inside = lines.filter((line) => line.atMs >= period.fromMs && line.atMs < period.untilMs)
  for (const [orderId, own] of Map.groupBy(inside, (line) => line.orderId)) {
    const before = ground.lines.known(orderId)
    if (before === undefined) fresh.push(...own)
    else if (textOf(before) !== textOf(own)) isChanged = true
  }
  return { lines: fresh, isChanged }
}

/** What of an order's lines volumes are read from, as text. */
function textOf(lines: readonly LineInput[]): string {
  return lines
    .toSorted((a, b) => a.row - b.row)
    .map(({ atMs, buyerId, sellerId, type, quantityMicro, amountMicro, volumes }) => {
      const amounts = [...volumes]
        .filter(([, micro]) => micro !== 0n)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      return [atMs, buyerId, sellerId, type, quantityMicro, amountMicro, ...amounts.flat()].join(' ')
    })
    .join('\n')
}
