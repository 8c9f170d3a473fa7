import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import {
  createPromotion,
  listCampaigns,
  listPromotions,
  promotionTemplates,
} from '#modules/promotions/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'
import { Preview } from '../promotions/preview.tsx'
import { SegmentNotes } from '../promotions/segment-notes.tsx'
import { SentenceList } from '../promotions/sentences.tsx'
import { TextEditor, useCheck } from '../promotions/text-editor.tsx'

/** A promotion made from a template: its text, what it means, and what it does to a basket, before it is kept as a draft. */
export function Component() {
  const { t } = useTranslation()
  const templates = useAnswer(promotionTemplates, {})
  const promotions = useAnswer(listPromotions, { query: { rows: 1 } })
  return (
    <>
      <PageHead title={t('promotions.newTitle')} lead={t('promotions.newLead')} />
      <Answer asked={templates}>
        {(known) => (
          <Answer asked={promotions}>
            {({ markets }) => (
              <Maker templates={known.templates} markets={markets.map((market) => market.code)} />
            )}
          </Answer>
        )}
      </Answer>
    </>
  )
}

type Template = Readonly<{ code: string; title: string; text: string }>

function Maker({ templates, markets }: { templates: readonly Template[]; markets: readonly string[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [market, setMarket] = useState(markets[0] ?? '')
  const [campaign, setCampaign] = useState<string | null>(null)
  const [text, setText] = useState('')
  const campaigns = useAnswer(listCampaigns, { query: { market } }, { enabled: market !== '' })
  const check = useCheck(market, text)
  const create = useAct(createPromotion, {
    onDone: ({ code }) => {
      setText('')
      void navigate(`/promotions/${market}/${code}`)
    },
  })
  const problems = text.trim() === '' ? [] : (check.data?.problems ?? [])
  const isRight = text.trim() !== '' && check.data?.sentences != null && problems.length === 0
  return (
    <>
      <LeaveGuard when={text !== '' && !create.isSuccess} />
      <div className="columns columns--even">
        <Panel title={t('promotions.text')}>
          <div className="stack">
            <div className="preview__asked">
              <Select
                label={t('promotions.template')}
                placeholder={t('promotions.templateHint')}
                data={templates.map(({ code, title }) => ({ value: code, label: title }))}
                value={null}
                onChange={(code) => {
                  const found = templates.find((one) => one.code === code)
                  if (found) setText(found.text)
                }}
              />
              <Select
                label={t('promotions.market')}
                data={[...markets]}
                value={market}
                allowDeselect={false}
                onChange={(value) => setMarket(value ?? market)}
              />
              <Select
                label={t('promotions.campaign')}
                clearable
                data={(campaigns.data?.rows ?? []).map(({ code, title }) => ({ value: code, label: title }))}
                value={campaign}
                onChange={setCampaign}
              />
            </div>
            <TextEditor text={text} problems={problems} onChange={setText} />
            <SegmentNotes
              market={market}
              unknown={text.trim() === '' ? [] : (check.data?.unknownSegments ?? [])}
            />
            {create.error ? <Failed error={create.error} /> : null}
            <div className="form__acts">
              <Button
                disabled={!isRight}
                loading={create.isPending}
                onClick={() =>
                  create.mutate({
                    ask: { body: { market, text, ...(campaign === null ? {} : { campaign }) } },
                  })
                }
              >
                {t('promotions.keep')}
              </Button>
            </div>
          </div>
        </Panel>
        <div className="stack">
          <Panel title={t('promotions.inWords')}>
            {isRight && check.data?.sentences ? (
              <SentenceList sentences={check.data.sentences} />
            ) : (
              <p className="small soft">{t('promotions.wordsLater')}</p>
            )}
          </Panel>
          <Panel title={t('promotions.preview')}>
            <Preview market={market} text={isRight ? text : undefined} />
          </Panel>
        </div>
      </div>
    </>
  )
}
