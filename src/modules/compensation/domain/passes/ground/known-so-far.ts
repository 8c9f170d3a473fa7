import { add, type Exact } from '#shared/exact.ts'
import type { Aggregate } from '../../language/reads.ts'
import type { Value } from '../../language/value.ts'
import { withEarlier } from '../../pay/accumulated.ts'
import { runningIn } from '../../pay/running.ts'
import { volumesIn, type WindowVolumes } from '../../pay/volumes.ts'
import type { World } from '../../pay/world.ts'

/** What a run computed of everybody; undefined where it did not. It is read when a rule is asked, not before. */
export type KnownSoFar = Readonly<{
  column: (key: string) => ((person: number) => Value) | undefined
  volume: (name: string) => ((person: number) => Exact) | undefined
  gathered: (aggregate: Aggregate) => (() => Value) | undefined
  /** What a bonus pays, in major units. */
  paid: (bonus: string) => ((person: number) => Exact) | undefined
  /** What it left unpaid of its potential. */
  unpaid: (bonus: string) => Exact | undefined
  /** How often the run was renewed: what was worked out of its columns before is something else since. */
  renewals: () => number
}>

export const nothingKnown: KnownSoFar = {
  column: () => undefined,
  volume: () => undefined,
  gathered: () => undefined,
  paid: () => undefined,
  unpaid: () => undefined,
  renewals: () => 0,
}

/** What a world reads of a run instead of working it out. */
export function readsKnown(
  world: World,
  known: KnownSoFar,
): Pick<World, 'column' | 'periodVolume' | 'gathered' | 'earned' | 'unpaid'> {
  return {
    column: (key) => known.column(key) ?? world.column(key),
    periodVolume: (volume) => known.volume(volume) ?? world.periodVolume(volume),
    gathered: known.gathered,
    earned: (bonuses, person) =>
      bonuses.reduce<Exact>(
        (sum, name) => add(sum, known.paid(name)?.(person) ?? 0),
        world.earned(bonuses, person),
      ),
    unpaid: (bonuses) => bonuses.reduce<Exact>((sum, name) => add(sum, known.unpaid(name) ?? 0), 0),
  }
}

function isGroup({ plan }: World, volume: string): boolean {
  return plan.volumes.some(({ kind, name }) => kind === 'group' && name === volume)
}

/** A world that was made already, with what a run knows. */
export function worldKnowing(world: World, known: KnownSoFar): World {
  let running: Readonly<{ renewals: number; of: World['running'] }> | undefined
  // A period of another calendar looks back from a main one, and counts up to the end of that.
  const isMain = (): boolean => world.back(0) === world
  const volumes = (): WindowVolumes => (own ??= volumesIn(told, world.period))
  let own: WindowVolumes | undefined
  const told: World = {
    ...world,
    compiled: new Map(),
    ...readsKnown(world, known),
    // Where the volume of a group ends is what the run says, not what would be walked for.
    periodVolume: (name) =>
      known.volume(name) ?? (isGroup(world, name) ? volumes().column(name) : world.periodVolume(name)),
    running(volume, person, order, when) {
      const renewals = known.renewals()
      if (running?.renewals !== renewals) running = { renewals, of: runningIn(told, told.creditsOf) }
      return running.of(volume, person, order, when)
    },
    accumulated: (volume, person) =>
      isMain() ? withEarlier(told, volume, person) : world.accumulated(volume, person),
    back: (steps) => (steps === 0 && isMain() ? told : world.back(steps)),
  }
  return told
}
