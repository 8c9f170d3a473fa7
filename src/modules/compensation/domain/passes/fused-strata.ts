import type { EvaluationOrder, Stratum } from '../language/dependencies.ts'

/**
 * The strata of a plan with those put together that one pass can compute: each definition then reads, of the others of its pass,
 * only the same person's and those of people below, who are done. A pass less is a walk over everybody less.
 */
export function fusedStrata(order: EvaluationOrder): readonly Stratum[] {
  const fused: Stratum[] = []
  for (const stratum of order.strata) {
    const last = fused.at(-1)
    if (last && canJoin(order, last, stratum))
      fused[fused.length - 1] = { ...last, keys: [...last.keys, ...stratum.keys] }
    else fused.push(stratum)
  }
  return fused
}

function canJoin({ reads }: EvaluationOrder, pass: Stratum, one: Stratum): boolean {
  if (pass.people !== 'bottom_up' || one.people !== 'bottom_up' || pass.tree !== one.tree) return false
  // A bonus is no pass over columns of its own.
  if ([...pass.keys, ...one.keys].some((key) => key.startsWith('bonus:'))) return false
  return one.keys
    .flatMap((key) => reads.get(key) ?? [])
    .filter(({ to }) => pass.keys.includes(to))
    .every(({ by, tree }) => by === 'same' || (by === 'below' && tree === pass.tree))
}
