import type { Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import { lineCredits } from '../passes/of-frozen/volumes.ts'
import type { FrozenColumns } from './columns.ts'

/** The volume that goes from the groups of some to the groups of others, in millionths, and how many these are. */
export type MovedVolume = Readonly<{ name: string; micro: bigint; losers: number; winners: number }>

/**
 * What a move does to group volumes: the volume of the period that the mover and those below then bring to whoever stands above
 * newly. By the plan's first volume; undefined where it has none that lines tell alone.
 */
export function movedVolume(
  plan: Plan,
  period: Period,
  of: Readonly<{ before: Int32Array; after: Int32Array; lines: FrozenColumns['lines']; mover: number }>,
): MovedVolume | undefined {
  const volume = plan.volumes.find((one) => one.kind === 'personal')
  const credits = volume && lineCredits(plan, of.lines, volume, period)
  if (!volume || !credits) return undefined
  const isMoved = belowOrSelf(of.after, of.mover)
  let micro = 0
  for (let row = 0; row < of.lines.atMs.length; row++) {
    const owner = credits.owner(row)
    const given = credits.micro(row)
    if (given !== 0 && owner >= 0 && isMoved(owner)) micro += given
  }
  if (!Number.isSafeInteger(micro)) return undefined
  const [was, is] = [wayUp(of.before, of.mover), wayUp(of.after, of.mover)]
  return {
    name: volume.name,
    micro: BigInt(micro),
    losers: [...was].filter((one) => !is.has(one)).length,
    winners: [...is].filter((one) => !was.has(one)).length,
  }
}

function wayUp(parents: Int32Array, person: number): ReadonlySet<number> {
  const way = new Set<number>()
  for (let at = parents[person] ?? -1; at >= 0; at = parents[at] ?? -1) way.add(at)
  return way
}

/** Each way up is walked until somebody is known, so that everybody is looked at once. */
function belowOrSelf(parents: Int32Array, top: number): (person: number) => boolean {
  const known = new Int8Array(parents.length)
  known[top] = 1
  return (person) => {
    let at = person
    while (at >= 0 && known[at] === 0) at = parents[at] ?? -1
    const answer = at >= 0 && known[at] === 1 ? 1 : -1
    for (let back = person; back >= 0 && known[back] === 0; back = parents[back] ?? -1) known[back] = answer
    return answer === 1
  }
}
