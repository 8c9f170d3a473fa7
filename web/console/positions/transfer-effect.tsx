import { computeTransferEffect, showTransferEffect } from '#modules/compensation/contract/transfers.ts'
import type { showTransfer } from '#modules/positions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ChangeEffect, useEffectAsk } from '../changes/effect.tsx'

/** What a transfer changes of pay: whom caps over owners count together. */
export function TransferEffect({ transfer }: { transfer: Inside<typeof showTransfer, 'response'> }) {
  const { query, options } = useEffectAsk()
  const params = { transfer: transfer.transfer }
  const asked = useAnswer(showTransferEffect, { params, query }, options)
  const compute = useAct(computeTransferEffect)
  const run = () => compute.mutate({ ask: { params } })
  return (
    <ChangeEffect
      asked={asked}
      compute={transfer.state === 'requested' ? { run, isPending: compute.isPending } : undefined}
    />
  )
}
