import {
  approveAdjustment,
  rejectAdjustment,
  withdrawAdjustment,
  type showAdjustment,
} from '#modules/compensation/contract/adjustments.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { ChangeDecision, type DecisionAct } from '../changes/decision.tsx'

type Decide = Readonly<{
  isPending: boolean
  error: Error | null
  mutateAsync: (of: { ask: { params: { adjustment: string }; body: { note: string } } }) => Promise<unknown>
}>

/** Decides a correction that waits. */
export function AdjustmentDecision({
  adjustment,
}: {
  adjustment: Inside<typeof showAdjustment, 'response'>
}) {
  const { data: session } = useSession()
  const approve = useAct(approveAdjustment)
  const reject = useAct(rejectAdjustment)
  const withdraw = useAct(withdrawAdjustment)
  const act = (of: Decide): DecisionAct => ({
    isPending: of.isPending,
    error: of.error,
    send: (note) =>
      of.mutateAsync({ ask: { params: { adjustment: adjustment.adjustment }, body: { note } } }),
  })
  return (
    <ChangeDecision
      words="adjustments"
      about={{ name: adjustment.person.displayName }}
      youAsked={adjustment.youAsked}
      mayDecide={mayDo(session, 'pay.approve_adjustment')}
      isPossible={adjustment.obstacle === null}
      acts={{ approve: act(approve), reject: act(reject), withdraw: act(withdraw) }}
    />
  )
}
