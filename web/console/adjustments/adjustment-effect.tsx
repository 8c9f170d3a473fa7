import { computeAdjustmentEffect, showAdjustmentEffect } from '#modules/compensation/contract/adjustments.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ChangeEffect, useEffectAsk } from '../changes/effect.tsx'
import type { Adjustment } from './what.tsx'

/** What a correction changes of ranks and pay. */
export function AdjustmentEffect({ adjustment }: { adjustment: Pick<Adjustment, 'adjustment' | 'state'> }) {
  const { query, options } = useEffectAsk()
  const params = { adjustment: adjustment.adjustment }
  const asked = useAnswer(showAdjustmentEffect, { params, query }, options)
  const compute = useAct(computeAdjustmentEffect)
  const run = () => compute.mutate({ ask: { params } })
  return (
    <ChangeEffect
      asked={asked}
      compute={adjustment.state === 'requested' ? { run, isPending: compute.isPending } : undefined}
    />
  )
}
