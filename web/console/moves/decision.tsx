import { Button, Modal, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { approveMove, rejectMove, withdrawMove, type showMove } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { useProblemSentence } from '#kit/states.tsx'

type Move = Inside<typeof showMove, 'response'>
type Choice = 'approve' | 'reject' | 'withdraw'

/** Who asked may withdraw; somebody else approves or rejects, and confirms what comes of it. */
export function MoveDecision({ move }: { move: Move }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const [choice, setChoice] = useState<Choice>()
  const mayDecide = mayDo(session, 'genealogy.approve_move')
  return (
    <Panel title={t('moves.decide')}>
      <div className="stack stack--tight">
        <p className="small soft">
          {t(move.youAsked ? 'moves.youAsked' : mayDecide ? 'moves.decideBody' : 'moves.may')}
        </p>
        <div className="form__acts">
          {move.youAsked ? (
            <Button variant="default" onClick={() => setChoice('withdraw')}>
              {t('moves.withdraw')}
            </Button>
          ) : null}
          {!move.youAsked && mayDecide ? (
            <>
              <Button disabled={move.obstacle !== null} onClick={() => setChoice('approve')}>
                {t('moves.approve')}
              </Button>
              <Button variant="default" onClick={() => setChoice('reject')}>
                {t('moves.reject')}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      <Modal
        opened={choice !== undefined}
        onClose={() => setChoice(undefined)}
        title={t(`moves.${choice ?? 'approve'}Title`, {
          name: move.person.displayName,
          to: move.to.displayName,
        })}
      >
        {choice === undefined ? null : (
          <Confirm move={move} choice={choice} onDone={() => setChoice(undefined)} />
        )}
      </Modal>
    </Panel>
  )
}

const SAID = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' } as const

function Confirm({ move, choice, onDone }: { move: Move; choice: Choice; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [note, setNote] = useState('')
  const acts = {
    approve: useAct(approveMove, { onDone }),
    reject: useAct(rejectMove, { onDone }),
    withdraw: useAct(withdrawMove, { onDone }),
  }
  const act = acts[choice]
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    act.mutate(
      { ask: { params: { move: move.move }, body: { note: note.trim() } } },
      {
        onSuccess: () =>
          notifications.show({ message: t(`moves.${SAID[choice]}`, { name: move.person.displayName }) }),
      },
    )
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      {choice === 'approve' ? (
        <p className="small">
          {t('moves.approveBody', { count: move.people })} {t('moves.decideBody')}
        </p>
      ) : null}
      <Textarea
        label={t('moves.note')}
        description={t('moves.noteHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {act.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(act.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={act.isPending} {...(choice === 'approve' ? {} : { color: 'clay' })}>
          {t(`moves.${choice}Act`)}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
