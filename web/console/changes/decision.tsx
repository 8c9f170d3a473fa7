import { Button, Modal, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '#kit/figures.tsx'
import { useProblemSentence } from '#kit/states.tsx'

export type Choice = 'approve' | 'reject' | 'withdraw'

/** A decision that can be sent, with a note; the promise ends when it was taken and what changed is there. */
export type DecisionAct = Readonly<{
  send: (note: string) => Promise<unknown>
  isPending: boolean
  error: Error | null
}>

type Props = Readonly<{
  /** Where the texts stand in the catalogue. */
  words: 'moves' | 'merges' | 'transfers' | 'adjustments' | 'labPlan'
  /** What the texts may name. */
  about: Readonly<Record<string, string | number>>
  youAsked: boolean
  mayDecide: boolean
  isPossible: boolean
  acts: Readonly<Record<Choice, DecisionAct>>
}>

/** Who asked may withdraw; somebody else approves or rejects, and confirms what comes of it. */
export function ChangeDecision(props: Props) {
  const { t } = useTranslation()
  const { words, about, youAsked, mayDecide, isPossible } = props
  const [choice, setChoice] = useState<Choice>()
  return (
    <Panel title={t('effects.decide')}>
      <div className="stack stack--tight">
        <p className="small soft">
          {t(`${words}.${youAsked ? 'youAsked' : mayDecide ? 'decideBody' : 'may'}`)}
        </p>
        <div className="form__acts">
          {youAsked ? (
            <Button variant="default" onClick={() => setChoice('withdraw')}>
              {t('effects.withdraw')}
            </Button>
          ) : null}
          {!youAsked && mayDecide ? (
            <>
              <Button disabled={!isPossible} onClick={() => setChoice('approve')}>
                {t(`${words}.approve`)}
              </Button>
              <Button variant="default" onClick={() => setChoice('reject')}>
                {t('effects.reject')}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      <Modal
        opened={choice !== undefined}
        onClose={() => setChoice(undefined)}
        title={t(`${words}.${choice ?? 'approve'}Title`, about)}
      >
        {choice === undefined ? null : (
          <Confirm {...props} choice={choice} onDone={() => setChoice(undefined)} />
        )}
      </Modal>
    </Panel>
  )
}

const SAID = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' } as const

function Confirm({ words, about, acts, choice, onDone }: Props & { choice: Choice; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [note, setNote] = useState('')
  const act = acts[choice]
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const said = () => {
      notifications.show({ message: t(`${words}.${SAID[choice]}`, about) })
      onDone()
    }
    // What was decided may be gone from the page by then, and is told all the same; why not is told by the act.
    act.send(note.trim()).then(said, () => undefined)
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      {choice === 'approve' ? (
        <p className="small">
          {t(`${words}.approveBody`, about)} {t(`${words}.decideBody`)}
        </p>
      ) : null}
      <Textarea
        label={t('effects.note')}
        description={t('effects.noteHint')}
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
          {t(choice === 'approve' ? `${words}.approveAct` : `effects.${choice}Act`)}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
