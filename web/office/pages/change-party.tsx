import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { changeParty, showMyParty } from '#modules/orders/contract/parties.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Answer } from '#kit/states.tsx'
import { PartyForm } from '../parts/party-form.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** Changes when and where a party is held, and who hosts it. */
export function Component() {
  const { t } = useTranslation()
  const { party = '' } = useParams()
  const navigate = useNavigate()
  const asked = useAnswer(showMyParty, { params: { party } })
  const change = useAct(changeParty, { onDone: () => void navigate(`/sell/parties/${party}`) })
  return (
    <>
      <TopBar title={t('parties.changeTitle')} back={`/sell/parties/${party}`} />
      <Answer asked={asked}>
        {(known) => (
          <PartyForm
            label={t('parties.save')}
            known={known}
            error={change.error}
            isSending={change.isPending}
            onSend={(body) =>
              change.mutate({ ask: { params: { party }, body: changeParty.body.parse(body) } })
            }
          />
        )}
      </Answer>
    </>
  )
}
