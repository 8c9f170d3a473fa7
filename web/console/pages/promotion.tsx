import { Button, Modal, SegmentedControl, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { revisePromotion, setPromotionState, showPromotion } from '#modules/promotions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel, ProgressLine } from '#kit/figures.tsx'
import { BigMoney, Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'
import { DayBars } from '../promotions/day-bars.tsx'
import { Preview } from '../promotions/preview.tsx'
import { SegmentNotes } from '../promotions/segment-notes.tsx'
import { SentenceList } from '../promotions/sentences.tsx'
import { Simulation } from '../promotions/simulation.tsx'
import { TextDiff } from '../promotions/text-diff.tsx'
import { TextEditor, useCheck } from '../promotions/text-editor.tsx'
import { toneOf } from '../words.ts'

type Promotion = Inside<typeof showPromotion, 'response'>

/** One promotion: what it says, what it may cost and did, its texts, and what it would do. */
export function Component() {
  const { t } = useTranslation()
  const { market = '', promotion: code = '' } = useParams()
  const session = useSession()
  const asked = useAnswer(showPromotion, { params: { market, code } })
  const manages = mayDo(session.data, 'promotions.manage')
  return (
    <Answer asked={asked}>
      {(promotion) => (
        <>
          <PageHead
            title={promotion.title}
            lead={
              <>
                <Badge tone={toneOf(promotion.state)}>{t(`promotions.states.${promotion.state}`)}</Badge>{' '}
                {t('promotions.about', { code, market, version: promotion.version })}
              </>
            }
            aside={manages ? <StateActs promotion={promotion} /> : null}
          />
          <div className="columns columns--even">
            <div className="stack">
              <Panel title={t('promotions.inWords')}>
                <SentenceList sentences={promotion.sentences} />
              </Panel>
              <Editor key={promotion.versions.length} promotion={promotion} manages={manages} />
            </div>
            <div className="stack">
              <Cost promotion={promotion} />
              <Panel title={t('promotions.preview')}>
                <Preview
                  market={market}
                  text={promotion.state === 'active' ? undefined : promotion.versions.at(-1)?.text}
                />
              </Panel>
              <Panel title={t('promotions.simulate')}>
                <Simulation market={market} text={promotion.versions.at(-1)?.text ?? ''} />
              </Panel>
              {promotion.versions.length > 1 ? <Versions promotion={promotion} /> : null}
            </div>
          </div>
        </>
      )}
    </Answer>
  )
}

/** Start, pause and end; ending is asked again, for it is for good. */
function StateActs({ promotion }: { promotion: Promotion }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const act = useAct(setPromotionState, { onDone: close })
  const { market, code, state } = promotion
  const to = (next: 'active' | 'paused' | 'ended') =>
    act.mutate({ ask: { params: { market, code }, body: { state: next } } })
  if (state === 'ended') return null
  return (
    <>
      {act.error ? <Failed error={act.error} /> : null}
      <Button variant="default" size="xs" onClick={open}>
        {t('promotions.end')}
      </Button>
      {state === 'active' ? (
        <Button variant="default" size="xs" loading={act.isPending} onClick={() => to('paused')}>
          {t('promotions.pause')}
        </Button>
      ) : (
        <Button size="xs" loading={act.isPending} onClick={() => to('active')}>
          {t('promotions.start')}
        </Button>
      )}
      <Modal opened={opened} onClose={close} title={t('promotions.endTitle', { title: promotion.title })}>
        <div className="form">
          <p className="small">
            {t('promotions.endEffect', { count: promotion.orders })} <Money value={promotion.cost} />
          </p>
          <div className="form__acts">
            <Button color="clay" loading={act.isPending} onClick={() => to('ended')}>
              {t('promotions.end')}
            </Button>
            <Button variant="default" onClick={close}>
              {t('kit.cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}

/** What it cost so far, day by day, and how much of its limits is used. */
function Cost({ promotion }: { promotion: Promotion }) {
  const { t } = useTranslation()
  const { currency } = promotion.cost
  return (
    <Panel title={t('promotions.cost')}>
      <div className="stack">
        <div>
          <BigMoney value={promotion.cost} />
          <p className="small soft">{t('promotions.inOrders', { count: promotion.orders })}</p>
        </div>
        <DayBars large days={promotion.days} label={t('promotions.chartOf', { title: promotion.title })} />
        <p className="tiny quiet">{t('promotions.lastDays')}</p>
        {promotion.budgets.map(({ of, used, most, isMoney }) => (
          <ProgressLine
            key={of}
            name={t(`promotions.budgets.${of}`)}
            have={used}
            need={most}
            toGo={
              isMoney ? (
                <>
                  <Money value={{ minor: most - used, currency }} /> {t('promotions.left')}
                </>
              ) : (
                t('promotions.usesLeft', { count: Number(most - used) })
              )
            }
            caption={
              isMoney ? (
                <>
                  <Money value={{ minor: used, currency }} /> / <Money value={{ minor: most, currency }} />
                </>
              ) : (
                `${used} / ${most}`
              )
            }
          />
        ))}
        {promotion.coupons.length === 0 ? null : (
          <p className="small">{t('promotions.asksCoupons', { names: promotion.coupons.join(', ') })}</p>
        )}
      </div>
    </Panel>
  )
}

/** The newest text, which becomes a new version when it is changed. */
function Editor({ promotion, manages }: { promotion: Promotion; manages: boolean }) {
  const { t } = useTranslation()
  const before = promotion.versions.at(-1)?.text ?? ''
  const [text, setText] = useState(before)
  const check = useCheck(promotion.market, text)
  const save = useAct(revisePromotion)
  const isChanged = text !== before
  const problems = isChanged ? (check.data?.problems ?? []) : []
  const { market, code } = promotion
  return (
    <Panel title={t('promotions.text')}>
      <LeaveGuard when={isChanged && !save.isSuccess} />
      <div className="stack">
        <TextEditor text={text} problems={problems} onChange={setText} />
        <SegmentNotes market={promotion.market} unknown={check.data?.unknownSegments ?? []} />
        {isChanged ? <TextDiff label={t('promotions.difference')} before={before} after={text} /> : null}
        {save.error ? <Failed error={save.error} /> : null}
        {manages && promotion.state !== 'ended' ? (
          <div className="form__acts">
            <Button
              disabled={!isChanged || problems.length > 0 || check.data?.sentences == null}
              loading={save.isPending}
              onClick={() => save.mutate({ ask: { params: { market, code }, body: { text } } })}
            >
              {t('promotions.keepVersion', { version: promotion.versions.length + 1 })}
            </Button>
            <Button variant="default" disabled={!isChanged} onClick={() => setText(before)}>
              {t('promotions.undo')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}

/** Two versions beside each other, line by line. */
function Versions({ promotion }: { promotion: Promotion }) {
  const { t } = useTranslation()
  const { versions } = promotion
  const [chosen, setChosen] = useState(String(versions.length))
  const at = versions.findIndex(({ number }) => String(number) === chosen)
  const version = versions[at]
  const before = versions[at - 1]
  const names = versions.map(({ number }) => ({
    value: String(number),
    label: t('promotions.version', { version: number }),
  }))
  return (
    <Panel title={t('promotions.versions')}>
      <div className="stack">
        {versions.length <= 4 ? (
          <SegmentedControl
            aria-label={t('promotions.versions')}
            data={names}
            value={chosen}
            onChange={setChosen}
          />
        ) : (
          <Select
            label={t('promotions.versions')}
            data={names}
            value={chosen}
            allowDeselect={false}
            onChange={(value) => setChosen(value ?? chosen)}
          />
        )}
        {version ? (
          <p className="small soft">
            {t('promotions.holdsFrom')} <DateText at={version.validFrom} look="dateTime" />
          </p>
        ) : null}
        {version ? (
          <TextDiff
            label={t('promotions.difference')}
            before={before?.text ?? version.text}
            after={version.text}
          />
        ) : null}
      </div>
    </Panel>
  )
}
