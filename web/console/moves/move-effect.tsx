import { computeMoveEffect, showMoveEffect } from '#modules/compensation/contract/moves.ts'
import type { showMove } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ChangeEffect, useEffectAsk } from '../changes/effect.tsx'

/** What a move changes of volumes, ranks and pay. */
export function MoveEffect({ move }: { move: Inside<typeof showMove, 'response'> }) {
  const { query, options } = useEffectAsk()
  const params = { move: move.move }
  const asked = useAnswer(showMoveEffect, { params, query }, options)
  const compute = useAct(computeMoveEffect)
  const run = () => compute.mutate({ ask: { params } })
  return (
    <ChangeEffect
      asked={asked}
      compute={move.state === 'requested' ? { run, isPending: compute.isPending } : undefined}
    />
  )
}
