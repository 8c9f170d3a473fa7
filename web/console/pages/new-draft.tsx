import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { showCompany } from '#modules/company/contract.ts'
import { listPeople } from '#modules/field/contract.ts'
import { beginDraft } from '#modules/orders/contract/drafts.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer, Empty, useProblemSentence } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'

const WAIT_MS = 200
const LETTERS_LEAST = 2
const FOUND_MAX = 8

/** Begins an order for somebody who is found by name, number, e-mail or telephone, or for a guest. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const sentence = useProblemSentence()
  const begin = useAct(beginDraft, { onDone: ({ draft }) => void navigate(`/orders/drafts/${draft}`) })
  return (
    <>
      <PageHead title={t('drafts.begin')} lead={t('drafts.beginLead')} />
      {begin.error ? (
        <p className="notice notice--harm" role="alert">
          {sentence(begin.error)}
        </p>
      ) : null}
      <div className="columns">
        <FindBuyer
          isSending={begin.isPending}
          onFound={(code) =>
            begin.mutate({ ask: { body: { buyer: { kind: 'customer', code }, lines: [] } } })
          }
        />
        <Guest
          isSending={begin.isPending}
          onBegin={(name, market) =>
            begin.mutate({ ask: { body: { buyer: { kind: 'guest', name }, market, lines: [] } } })
          }
        />
      </div>
    </>
  )
}

function FindBuyer({ isSending, onFound }: { isSending: boolean; onFound: (code: string) => void }) {
  const { t } = useTranslation()
  const [address] = useSearchParams()
  const [typed, setTyped] = useState(address.get('person') ?? '')
  const [search] = useDebouncedValue(typed.trim(), WAIT_MS)
  const isEnough = search.length >= LETTERS_LEAST
  const asked = useAnswer(
    listPeople,
    { query: { search, rows: FOUND_MAX } },
    { enabled: isEnough, keep: true },
  )
  const first = asked.data?.rows[0]
  return (
    <Panel title={t('drafts.buyer')}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isEnough && asked.data?.rows.length === 1 && first) onFound(first.code)
        }}
      >
        <TextInput
          data-autofocus
          label={t('drafts.find')}
          description={t('drafts.findHint')}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      {isEnough ? (
        <Answer asked={asked}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty title={t('drafts.nobodyFound')} />
            ) : (
              <ul className="stack stack--tight">
                {rows.map((person) => (
                  <li key={person.person}>
                    <Button
                      fullWidth
                      justify="space-between"
                      variant="default"
                      disabled={isSending}
                      rightSection={<span className="tiny quiet number">{person.code}</span>}
                      onClick={() => onFound(person.code)}
                    >
                      {person.displayName}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      ) : null}
    </Panel>
  )
}

function Guest({
  isSending,
  onBegin,
}: {
  isSending: boolean
  onBegin: (name: string, market: string) => void
}) {
  const { t } = useTranslation()
  const company = useAnswer(showCompany, {})
  const markets = company.data?.markets ?? []
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const market = chosen ?? markets[0]?.code
  return (
    <Panel title={t('drafts.guest')}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (market !== undefined) onBegin(name.trim(), market)
        }}
      >
        <TextInput
          label={t('drafts.guestName')}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {markets.length > 1 ? (
          <Select
            label={t('drafts.market')}
            allowDeselect={false}
            data={markets.map(({ code }) => code)}
            value={market ?? null}
            onChange={setChosen}
          />
        ) : null}
        <div className="form__acts">
          <Button
            type="submit"
            variant="default"
            loading={isSending}
            disabled={name.trim() === '' || market === undefined}
          >
            {t('drafts.beginGuest')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
