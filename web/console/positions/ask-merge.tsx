import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { requestMerge } from '#modules/genealogy/contract/moves.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { AskForm } from '../changes/ask-form.tsx'

/** Asks for a position to end in another one; goes to the page of the merge, which shows what it changes. */
export function AskMerge({ person }: { person: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [key] = useState(newKey)
  const ask = useAct(requestMerge, { onDone: ({ move }) => void go(`/people/moves/${move}`) })
  const [into, setInto] = useState('')
  return (
    <AskForm
      lead={t('merges.askBody')}
      act={t('merges.askAct')}
      dayHint={t('moves.dayHint')}
      reasonHint={t('merges.reasonHint')}
      fields={['into']}
      isReady={into.trim() !== ''}
      sending={ask}
      onSend={(of) => ask.mutate({ ask: { body: { person, into: into.trim(), ...of } }, key })}
    >
      {(wrong) => (
        <TextInput
          label={t('merges.into')}
          description={t('merges.intoHint')}
          inputMode="numeric"
          value={into}
          error={wrong('into')}
          onChange={(event) => setInto(event.currentTarget.value)}
        />
      )}
    </AskForm>
  )
}
