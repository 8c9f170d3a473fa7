import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  approveTransfer,
  rejectTransfer,
  withdrawTransfer,
  type showTransfer,
} from '#modules/positions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { CopyLink } from '#kit/copy-link.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { ChangeDecision } from '../changes/decision.tsx'

/** Decides a transfer that waits; where an office account was made, its link is shown once, for the new owner. */
export function TransferDecision({ transfer }: { transfer: Inside<typeof showTransfer, 'response'> }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const [approve, reject, withdraw] = [
    useAct(approveTransfer),
    useAct(rejectTransfer),
    useAct(withdrawTransfer),
  ]
  const [activation, setActivation] = useState<string>()
  const ask = (note: string) => ({ params: { transfer: transfer.transfer }, body: { note } })
  const link = activation === undefined ? '' : `${window.location.origin}${activation}`
  return (
    <>
      {transfer.state === 'requested' ? (
        <ChangeDecision
          words="transfers"
          about={{ name: transfer.from.displayName, to: transfer.to.displayName, count: 1 }}
          youAsked={transfer.youAsked}
          mayDecide={mayDo(session, 'positions.approve_transfer')}
          isPossible={transfer.obstacle === null}
          acts={{
            approve: {
              isPending: approve.isPending,
              error: approve.error,
              send: async (note) => {
                const done = await approve.mutateAsync({ ask: ask(note) })
                if (done.activation !== null) setActivation(done.activation)
              },
            },
            reject: {
              isPending: reject.isPending,
              error: reject.error,
              send: (note) => reject.mutateAsync({ ask: ask(note) }),
            },
            withdraw: {
              isPending: withdraw.isPending,
              error: withdraw.error,
              send: (note) => withdraw.mutateAsync({ ask: ask(note) }),
            },
          }}
        />
      ) : null}
      <Modal
        opened={activation !== undefined}
        onClose={() => setActivation(undefined)}
        title={t('transfers.linkTitle', { name: transfer.to.displayName })}
      >
        <div className="stack stack--tight">
          <p className="small">{t('transfers.linkBody')}</p>
          <CopyLink link={link} />
          <div className="form__acts">
            <Button variant="default" onClick={() => setActivation(undefined)}>
              {t('transfers.linkDone')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
