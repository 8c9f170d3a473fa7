import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { openParty } from '#modules/orders/contract/parties.ts'
import { useAct } from '#kit/answers.tsx'
import { PartyForm } from '../parts/party-form.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** Opens a party: who hosts, when and where, and how goods come to guests. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const open = useAct(openParty, { onDone: ({ party }) => void navigate(`/sell/parties/${party}`) })
  return (
    <>
      <TopBar title={t('parties.newTitle')} back="/sell/parties" />
      <PartyForm
        label={t('parties.openAct')}
        isNew
        error={open.error}
        isSending={open.isPending}
        onSend={(body) => open.mutate({ ask: { body } })}
      />
    </>
  )
}
