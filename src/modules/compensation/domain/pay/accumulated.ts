import { add, ZERO, type Exact } from '#shared/exact.ts'
import { periodAt, type Period } from '#shared/period.ts'
import { asExact } from './evaluate.ts'
import { exactOfText } from './state-text.ts'
import type { World } from './world.ts'

/** Volumes of all periods up to that of a world. */
export function withEarlier(world: World, volume: string, person: number): Exact {
  return add(world.accumulatedBefore(volume, person), asExact(world.column(`volume:${volume}`)(person)))
}

/** Volumes of all periods before that of a world: what the state knows, and what the periods after it gave. */
export function accumulatedBefore(world: World, past: (period: Period) => World): World['accumulatedBefore'] {
  const columns = new Map<string, (person: number) => Exact>()
  return (volume, person) => {
    const column = columns.get(volume) ?? columnOf(world, past, volume)
    columns.set(volume, column)
    return column(person)
  }
}

function columnOf(world: World, past: (period: Period) => World, volume: string): (person: number) => Exact {
  const total = `total ${volume}`
  const known = world.history.newest(total)
  const since = known?.untilMs ?? Number.NEGATIVE_INFINITY
  const worlds = periodsWithVolume(world, since, world.period.fromMs).map(past)
  const columns = worlds.map((one) => one.column(`volume:${volume}`))
  return (person) => {
    const id = world.population.people[person]?.id ?? ''
    const before = known ? exactOfText(world.history.at(total, id, known.label) ?? '') : ZERO
    return columns.reduce<Exact>((sum, column) => add(sum, asExact(column(person))), before)
  }
}

/** The periods of the main calendar between two instants in which lines or corrections lie, or of which the state tells. */
function periodsWithVolume(world: World, fromMs: number, untilMs: number): readonly Period[] {
  const cut = { kind: world.plan.calendar, timeZone: world.plan.timeZone }
  const corrections = world.input.adjustments.filter((one) => one.kind === 'volume')
  const found = new Map<string, Period>()
  let last: Period | undefined
  const note = (atMs: number): void => {
    if (last && atMs >= last.fromMs && atMs < last.untilMs) return
    last = periodAt(cut, atMs)
    found.set(last.label, last)
  }
  for (const atMs of world.book.instants()) note(atMs)
  for (const { atMs } of corrections) note(atMs)
  for (const period of world.history.periods) if (period.kind === cut.kind) found.set(period.label, period)
  return [...found.values()]
    .filter((period) => period.fromMs >= fromMs && period.untilMs <= untilMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}
