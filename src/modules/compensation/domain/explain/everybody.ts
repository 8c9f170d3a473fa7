import { exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import type { BinaryBonus } from '../language/plan.ts'
import { NotCompiled } from '../passes/code.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { teamOf } from '../passes/shares/team-index.ts'
import type { Ratio, Settled } from '../passes/settle.ts'
import type { Everybody } from '../pay/bonuses/collect.ts'
import type { LimitTook } from '../pay/limits.ts'
import type { World } from '../pay/world.ts'

/** What passes know of everybody that one person's bonus needs. */
export function everybodyOf(world: World, passed: PassResult, settled: Settled, payee: number): Everybody {
  const { companyShare, pool } = settled
  const left = companyShare()
  return {
    pool: pool?.(payee),
    companyShare: left && ratioOf(left),
    before: foundBefore(world, settled, payee),
    teamVolume: passed.compiler().field.placesChange
      ? undefined
      : (bonus, evaluation, person) => teamVolume(passed, bonus, evaluation, person),
  }
}

/** What was found for the positions of the same owner that are paid first, where they share a cap. */
function foundBefore(world: World, { bonus, found }: Settled, payee: number): Everybody['before'] {
  if (!bonus.cap || bonus.capOver !== 'owner') return []
  const before = world.population.positions(payee).filter((person) => person < payee)
  if (before.length > 0 && !found) throw new NotCompiled('what others found who share a cap')
  return before.map((person) => ({ person, found: found?.(person) ?? ZERO }))
}

/** What the limits of the plan took of a person's bonus, in their order. */
export function tookOf(passed: PassResult, { bonus }: Settled, person: number): readonly LimitTook[] {
  return passed.limited.flatMap(({ limit, bonus: name, took }): LimitTook[] => {
    if (name !== bonus.name) return []
    if (took.share) return [{ limit, share: ratioOf(took.share) }]
    const minor = took.of.get(person)
    return minor === undefined ? [] : [{ limit, minor: BigInt(minor) }]
  })
}

function ratioOf({ n, d }: Ratio): Exact {
  return exactRatio(n, d)
}

/** What arose in one evaluation of a binary from a person with the whole team, as the columns of the volume have it. */
function teamVolume(
  passed: PassResult,
  { tree: treeName, on, evaluated }: BinaryBonus,
  evaluation: string,
  person: number,
): Exact {
  const { field } = passed.compiler()
  const tree = field.tree(treeName)
  const volume = field.volumeIn(on, evaluated).find(({ window }) => window.label === evaluation)
  if (!volume) throw new NotCompiled('an evaluation that columns do not have')
  const { values, decimals } = volume
  const { from, until } = teamOf(tree, person)
  let sum = 0
  for (let i = from; i < until; i++) sum += values[tree.order[i] ?? 0] ?? 0
  return exactRatio(BigInt(sum), 10n ** BigInt(decimals))
}
