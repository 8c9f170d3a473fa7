import { listAdjustments } from '#modules/compensation/contract/adjustments.ts'
import { listExperiments } from '#modules/compensation/contract/lab.ts'
import { listMoves } from '#modules/genealogy/contract/moves.ts'
import { listTransfers } from '#modules/positions/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { mayDo, useSession } from '#kit/session.ts'

const LIVE_MS = 5_000
const FIRST = { query: { state: 'requested' as const, rows: 1 } }

/** Changes that wait for the viewer, or for somebody else who may decide them; those of which none waits are left out. */
export function useWaitingChanges(): readonly Readonly<{
  key: 'moves' | 'transfers' | 'adjustments' | 'plans'
  count: number
  to: string
}>[] {
  const { data: session } = useSession()
  const seesMoves = mayDo(session, 'genealogy.read') && mayDo(session, 'genealogy.approve_move')
  const seesPay = mayDo(session, 'pay.read') && mayDo(session, 'pay.approve_adjustment')
  const seesPlans = mayDo(session, 'pay.read') && mayDo(session, 'pay.publish_plan')
  const moves = useAnswer(listMoves, FIRST, { everyMs: LIVE_MS, enabled: seesMoves })
  const adjustments = useAnswer(listAdjustments, FIRST, { everyMs: LIVE_MS, enabled: seesPay })
  const plans = useAnswer(
    listExperiments,
    { query: { request: 'requested', rows: 1 } },
    { everyMs: LIVE_MS, enabled: seesPlans },
  )
  const seesPeople = mayDo(session, 'people.read') && mayDo(session, 'positions.approve_transfer')
  const transfers = useAnswer(listTransfers, FIRST, { everyMs: LIVE_MS, enabled: seesPeople })
  const all = [
    { key: 'moves', count: moves.data?.total ?? 0, to: '/people/moves?state=requested' },
    { key: 'transfers', count: transfers.data?.total ?? 0, to: '/people/transfers?state=requested' },
    { key: 'adjustments', count: adjustments.data?.total ?? 0, to: '/pay/adjustments?state=requested' },
    { key: 'plans', count: plans.data?.total ?? 0, to: '/pay/lab?request=requested' },
  ] as const
  return all.filter(({ count }) => count > 0)
}
