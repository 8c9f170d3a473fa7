import type { Period } from '#shared/period.ts'
import type { FrozenColumns } from '../frozen/columns.ts'
import { correctionsIn } from '../frozen/frozen-adjustments.ts'
import { reachOf } from '../language/plan-reads.ts'
import type { PersonalVolume, Plan } from '../language/plan.ts'
import { liveField } from '../live/live-field.ts'
import { volumesByHand } from '../passes/by-hand.ts'
import { OutOfRange } from '../passes/code.ts'
import { frozenGround } from '../passes/ground/frozen-ground.ts'
import { fieldOfFrozen } from '../passes/of-frozen/field.ts'
import { changesInside } from '../passes/of-frozen/refuse.ts'
import { lineCredits, ordersAreWhole } from '../passes/of-frozen/volumes.ts'
import { runPasses } from '../passes/run-passes.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { creditsOfOrders } from '../pay/volumes.ts'
import type { World } from '../pay/world.ts'
import type { Figures } from './figures.ts'
import type { LivePeriod, NewFacts } from './live-period.ts'
import { liveRun, orNone } from './live-run.ts'
import { periodGround, type PeriodGround } from './period-ground.ts'
import { reachedPeople } from './reached-people.ts'
import { newLines, takePerson, type Place } from './take-facts.ts'
import { addCredits, takeLines } from './take-lines.ts'

/** So many people more than there are find room in the columns: a fiftieth, and a few. */
const ROOM = { share: 0.02, least: 200 }
/**
 * Decimals that volumes have from the start, so that the first fraction in a new month does not have everybody computed anew; where
 * numbers leave their range by that, volumes begin with as many as they need.
 */
const USUAL_DECIMALS = 2
/** Lines that came one by one are looked through stretch by stretch. */
const MOST_STRETCHES = 200

type Ready = Readonly<{ personal: readonly PersonalVolume[]; isAsked: boolean }>

/**
 * What columns need to know of a period. Undefined where lines disagree about their order, and where kinds, statuses or places change
 * inside without a rule for it, which is refused with the name of who changes.
 */
function readyFor(plan: Plan, columns: FrozenColumns, period: Period): Ready | undefined {
  const isRefused = period.kind !== plan.calendar || (!plan.changes && changesInside(columns, period))
  if (isRefused || !ordersAreWhole(columns.lines)) return undefined
  const personal = plan.volumes.filter((volume): volume is PersonalVolume => volume.kind === 'personal')
  const credits = personal.map((volume) => lineCredits(plan, columns.lines, volume, period))
  return { personal, isAsked: credits.includes(undefined) }
}

/** The main volume by day, from orders and from corrections by hand. */
function addDays(
  { days, plan, lines }: PeriodGround,
  columns: FrozenColumns,
  period: Period,
  { personal, world }: Readonly<{ personal: readonly PersonalVolume[]; world: () => World }>,
): void {
  const [first] = personal
  if (!first) return
  const main = lineCredits(plan, columns.lines, first, period)
  if (main) days.add(columns.lines.atMs, main)
  else
    for (const order of lines.orders())
      addCredits(days, creditsOfOrders(world(), first.name, period, [order]))
  const byHand = volumesByHand(correctionsIn(columns.adjustments), first.name, period)
  days.add(
    Float64Array.from(byHand, ({ atMs }) => atMs),
    {
      micro: (row) => byHand[row]?.micro ?? 0,
      owner: (row) => byHand[row]?.person ?? -1,
    },
  )
}

/** The figures of a closed period from columns; undefined where they need an object for each person and line. */
export function columnFigures(
  plan: Plan,
  columns: FrozenColumns,
  period: Period,
): Readonly<{ figures: Figures; ground: PeriodGround }> | undefined {
  const ready = readyFor(plan, columns, period)
  return (
    ready &&
    orNone(() => {
      const known = frozenGround(plan, columns, 0)
      const field = fieldOfFrozen(plan, columns, period, () => known)
      const ground = periodGround(plan, period, field, known)
      addDays(ground, columns, period, { ...ready, world: () => field.world() })
      return { figures: ground.figures(runPasses(plan, field, period)), ground }
    })
  )
}

/**
 * The figures of an open period from columns: an order changes them in place, for those above it alone. Undefined where the plan
 * or the facts need an object for each person and line.
 */
export function liveColumns(
  plan: Plan,
  start: FrozenColumns,
  period: Period,
  room = Math.round(start.people.ids.length * ROOM.share) + ROOM.least,
): LivePeriod | undefined {
  // What is taken back part by part changes nobody's volume alone.
  if (plan.returns.mode !== 'net' && start.lines.type.words.includes('return')) return undefined
  const ready = readyFor(plan, start, period)
  return (
    ready &&
    orNone(() => {
      const opened = (decimals: number): LivePeriod => {
        const known = frozenGround(plan, start, room)
        const live = liveField(known, period, { room, decimals })
        const ground = periodGround(plan, period, live.field(), known)
        // A volume by what a run computes cannot be followed order by order.
        for (const { name } of ready.personal) creditsOfOrders(live.field().world(), name, period, [])
        addDays(ground, start, period, { ...ready, world: () => live.field().world() })
        return following({ plan, period, ...ready, reach: reachOf(plan), live, ground }, start.cutSeq)
      }
      try {
        return opened(USUAL_DECIMALS)
      } catch (error) {
        if (error instanceof OutOfRange) return opened(0)
        throw error
      }
    })
  )
}

/** The instant of the earliest new order, where orders alone changed something, and no older ones by that. */
function sinceOf(
  { isAsked, reach }: Place,
  people: NewFacts['people'],
  lines: readonly LineInput[],
): number | undefined {
  if (people.length > 0 || isAsked || reach.parties || reach.numbers) return undefined
  return lines.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY)
}

function following(place: Place, fromSeq: bigint): LivePeriod {
  const { ground } = place
  const run = liveRun(place)
  let seq = fromSeq
  let generation = 1
  let isStale = false
  let past = ground.pastVersion()
  const reached = reachedPeople(place.live.field().people)
  const take = ({ people, lines, isBeyond }: NewFacts): void => {
    if (isBeyond) isStale = true
    const changed = new Set<number>()
    for (const one of people) {
      const taken = takePerson(place, one)
      if (!taken) {
        isStale = true
        continue
      }
      if (taken.joinedBelow !== undefined) run.joined(taken.place, taken.joinedBelow)
      changed.add(taken.place)
    }
    const fresh = newLines(place, lines)
    const given = fresh.lines.length > 0 ? takeLines(place, fresh.lines) : undefined
    for (const one of given?.people ?? []) changed.add(one)
    const isRefused = fresh.lines.length > 0 && !given
    if (fresh.isChanged || isRefused || ground.lines.stretches() > MOST_STRETCHES) isStale = true
    const isPastOther = past !== ground.pastVersion()
    past = ground.pastVersion()
    if (changed.size === 0 && !isPastOther) return
    generation += 1
    const isFine = given?.isFine !== false && !isPastOther
    reached.add(run.renew(changed, isFine, sinceOf(place, people, fresh.lines)))
  }
  return {
    apply(facts) {
      if (facts.seq <= seq) return
      take(facts)
      // What columns could not take is in no figures yet, so that these do not stand on a later position.
      if (!isStale) seq = facts.seq
    },
    current: () => ({ figures: run.figures(), personIds: ground.people.ids, seq, generation }),
    takeReached: reached.take,
    seq: () => seq,
    numberOf: (personId) => ground.people.placeOf(personId),
    isStale: () => isStale,
  }
}
