import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { listPromotions } from '#modules/promotions/contract.ts'
import { listSegments, saveSegment } from '#modules/promotions/contract/segments.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'

/** Groups of people that promotions ask for: which there are, how many people belong to each, and a form that makes one. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const asked = useAnswer(listPromotions, { query: { rows: 1 } })
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <>
      <PageHead title={t('place.segments')} lead={t('segments.lead')} />
      <Answer asked={asked}>
        {({ markets }) => {
          const market = markets.find(({ code }) => code === chosen)?.code ?? markets[0]?.code ?? ''
          return (
            <>
              {markets.length > 1 ? (
                <Select
                  label={t('promotions.market')}
                  data={markets.map(({ code }) => code)}
                  value={market}
                  allowDeselect={false}
                  maw={220}
                  onChange={setChosen}
                />
              ) : null}
              <div className="columns columns--even">
                <Segments market={market} />
                {mayDo(session.data, 'promotions.manage') ? <Make key={market} market={market} /> : null}
              </div>
            </>
          )
        }}
      </Answer>
    </>
  )
}

function Segments({ market }: { market: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(listSegments, { query: { market } })
  return (
    <Panel title={t('place.segments')}>
      <Answer asked={asked}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('segments.emptyTitle')} body={t('segments.emptyBody')} />
          ) : (
            <section className="table-scroll" aria-label={t('place.segments')} {...scrollable}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('segments.name')}</th>
                    <th scope="col">{t('segments.code')}</th>
                    <th scope="col" className="table__right">
                      {t('segments.members')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ code, name, members }) => (
                    <tr key={code}>
                      <td>
                        <Link className="table__row-link" to={`/promotions/segments/${market}/${code}`}>
                          {name}
                        </Link>
                      </td>
                      <td>
                        <code>{code}</code>
                      </td>
                      <td className="table__right">{t('promotions.count', { count: members })}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        }
      </Answer>
    </Panel>
  )
}

function Make({ market }: { market: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [typed, setTyped] = useState<string>()
  const save = useAct(saveSegment, {
    onDone: ({ code }) => void navigate(`/promotions/segments/${market}/${code}`),
  })
  const code = typed ?? codeFrom(name)
  const isRight = name.trim() !== '' && /^[a-z0-9][a-z0-9-]{0,59}$/.test(code)
  return (
    <Panel title={t('segments.make')}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight)
            save.mutate({ ask: { params: { market, segment: code }, body: { name: name.trim() } } })
        }}
      >
        <TextInput
          label={t('segments.name')}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('segments.code')}
          description={t('segments.codeHint', { code: code === '' ? '…' : code })}
          maxLength={60}
          value={code}
          onChange={(event) => setTyped(codeFrom(event.currentTarget.value))}
        />
        {save.error ? <Failed error={save.error} /> : null}
        <div className="form__acts">
          <Button type="submit" disabled={!isRight} loading={save.isPending}>
            {t('segments.make')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function codeFrom(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-/g, '')
    .slice(0, 60)
}
