import { exactRatio, type Exact } from '#shared/exact.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { teamOf } from '../passes/shares/team-index.ts'
import type { Ratio, Settled } from '../passes/settle.ts'
import type { Everybody } from '../pay/bonuses/collect.ts'
import type { LimitTook } from '../pay/limits.ts'

/** What passes know of everybody that one person's bonus needs. */
export function everybodyOf(passed: PassResult, { companyShare, pool }: Settled, payee: number): Everybody {
  const left = companyShare()
  return {
    pool: pool?.(payee),
    companyShare: left && ratioOf(left),
    teamVolume: (tree, volume, person) => teamVolume(passed, tree, volume, person),
  }
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

/** The volume of a person with the whole team, as the column of the volume has it. */
function teamVolume(passed: PassResult, treeName: string, volume: string, person: number): Exact {
  const { field } = passed.compiler()
  const tree = field.tree(treeName)
  const { values, decimals } = field.volume(volume)
  const { from, until } = teamOf(tree, person)
  let sum = 0
  for (let i = from; i < until; i++) sum += values[tree.order[i] ?? 0] ?? 0
  return exactRatio(BigInt(sum), 10n ** BigInt(decimals))
}
