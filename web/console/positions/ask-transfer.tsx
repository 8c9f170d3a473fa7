import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { requestTransfer, transferKind } from '#modules/positions/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { AskForm } from '../changes/ask-form.tsx'
import { options } from '../words.ts'

/** Asks for a position to become another person's; goes to the page of the transfer, which says what stays with whom. */
export function AskTransfer({ position }: { position: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [key] = useState(newKey)
  const ask = useAct(requestTransfer, {
    onDone: ({ transfer }) => void go(`/people/transfers/${transfer}`),
  })
  const [kind, setKind] = useState<string>('sale')
  const [to, setTo] = useState('')
  const [papers, setPapers] = useState('')
  const isInherited = kind === 'inheritance'
  return (
    <AskForm
      lead={t('transfers.askBody')}
      act={t('transfers.askAct')}
      dayHint={t('transfers.dayHint')}
      reasonHint={t('transfers.reasonHint')}
      fields={['to', 'papers']}
      isReady={to.trim() !== '' && (!isInherited || papers.trim() !== '')}
      sending={ask}
      onSend={(of) => {
        const chosen = transferKind.safeParse(kind)
        if (!chosen.success) return
        const body = { position, kind: chosen.data, to: to.trim(), papers: papers.trim(), ...of }
        ask.mutate({ ask: { body }, key })
      }}
    >
      {(wrong) => (
        <>
          <Select
            label={t('transfers.why')}
            allowDeselect={false}
            data={options(t, 'transfers.kinds', transferKind.options)}
            value={kind}
            onChange={(value) => setKind(value ?? 'sale')}
          />
          <TextInput
            label={t('transfers.to')}
            description={t('transfers.toHint')}
            inputMode="numeric"
            value={to}
            error={wrong('to')}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <TextInput
            label={t('transfers.papers')}
            description={t(isInherited ? 'transfers.papersNeeded' : 'transfers.papersHint')}
            maxLength={300}
            value={papers}
            error={wrong('papers')}
            onChange={(event) => setPapers(event.currentTarget.value)}
          />
        </>
      )}
    </AskForm>
  )
}
