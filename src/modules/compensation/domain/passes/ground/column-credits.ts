import { add, ZERO, type Exact } from '#shared/exact.ts'
import type { PersonalVolume } from '../../language/plan.ts'
import {
  creditLines,
  creditsByHand,
  creditsOfOrders,
  volumeOf,
  type Credits,
  type Window,
} from '../../pay/volumes.ts'
import type { World } from '../../pay/world.ts'
import { sumsOfLines } from '../of-frozen/volumes.ts'
import type { FrozenGround } from './frozen-ground.ts'

/** What lines in columns give of volumes in a stretch of time: of one person from the person's orders, nothing of it kept. */
export function columnCredits(ground: FrozenGround, world: World, window: Window): Credits {
  const sumsBy = (name: string, within: Window): ((person: number) => Exact) => {
    const inColumns = numbersOf(ground, world, personalOf(world, name), within)
    const later = inColumns ? ground.lines.later() : ground.lines.orders()
    const sums = new Map<number, Exact>()
    const found = creditsOfOrders(world, name, within, later)
    for (const { owner, value } of inColumns ? found : [...found, ...creditsByHand(world, name, within)])
      if (owner >= 0) sums.set(owner, add(sums.get(owner) ?? ZERO, value))
    return (person) => add(inColumns?.[person] ?? ZERO, sums.get(person) ?? ZERO)
  }
  return {
    all: (volume) => creditLines(world, volume, window),
    of(volume, person) {
      const orders = ground.lines.ordersOf(person, window)
      return [
        ...creditsOfOrders(world, volume, window, orders),
        ...creditsByHand(world, volume, window),
      ].filter(({ owner }) => owner === person)
    },
    sums: sumsBy,
  }
}

/** Everybody's sums over the lines that lie in columns, with corrections by hand; undefined where a rule has to be asked. */
function numbersOf(
  { frozen }: FrozenGround,
  { plan }: World,
  volume: PersonalVolume,
  window: Window,
): Float64Array | undefined {
  // Which orders count is asked of each where some of them take others back.
  const isPlain = plan.returns.mode === 'net' || !frozen.lines.type.words.includes('return')
  return isPlain ? sumsOfLines(plan, frozen, volume, window) : undefined
}

function personalOf({ plan }: World, name: string): PersonalVolume {
  const volume = volumeOf(plan, name)
  if (volume.kind !== 'personal') throw new Error(`the volume ${name} is not read from orders`)
  return volume
}
