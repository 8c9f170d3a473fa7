import { approveMove, rejectMove, withdrawMove, type showMove } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { ChangeDecision, type DecisionAct } from '../changes/decision.tsx'

type Decide = Readonly<{
  isPending: boolean
  error: Error | null
  mutateAsync: (of: { ask: { params: { move: string }; body: { note: string } } }) => Promise<unknown>
}>

/** Decides a move that waits. */
export function MoveDecision({ move }: { move: Inside<typeof showMove, 'response'> }) {
  const { data: session } = useSession()
  const [approve, reject, withdraw] = [useAct(approveMove), useAct(rejectMove), useAct(withdrawMove)]
  const act = (of: Decide): DecisionAct => ({
    isPending: of.isPending,
    error: of.error,
    send: (note) => of.mutateAsync({ ask: { params: { move: move.move }, body: { note } } }),
  })
  return (
    <ChangeDecision
      words={move.kind === 'merge' ? 'merges' : 'moves'}
      about={{ name: move.person.displayName, to: move.to.displayName, count: move.people }}
      youAsked={move.youAsked}
      mayDecide={mayDo(session, 'genealogy.approve_move')}
      isPossible={move.obstacle === null}
      acts={{ approve: act(approve), reject: act(reject), withdraw: act(withdraw) }}
    />
  )
}
