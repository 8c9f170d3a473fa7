import { Button, Checkbox, Modal, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { handDraft, placeDraft, quoteDraft, removeDraft, showDraft } from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { OffRows, PromotionHints } from '#kit/promotion-hint.tsx'
import { Answer, useProblemSentence } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import type { SaveDraft } from '../pages/draft.tsx'
import { useBuyerWords, type Draft } from './draft-buyer.ts'

const PAYMENTS = ['pay_later', 'transfer'] as const
const GONE = [showDraft, quoteDraft]

type Quote = Inside<typeof quoteDraft, 'response'>

/** What a draft comes to now, and what is done with it: placed, handed over, or removed. */
export function DraftOrder({ draft, save }: { draft: Draft; save: SaveDraft }) {
  const { t } = useTranslation()
  const { draft: id, lines, buyer, version } = draft
  const isReady = lines.length > 0 && buyer !== null
  // Asked anew with each version of the draft.
  const quoted = useAnswer(quoteDraft, { params: { draft: id }, query: {} }, { enabled: isReady, keep: true })
  return (
    <Panel title={t('drafts.sums')}>
      <div className="stack">
        {isReady ? (
          <Answer asked={quoted}>
            {(quote) => (
              <div className="stack">
                <PromotionHints hints={quote.promotions.hints} />
                <Gifts draft={draft} quote={quote} save={save} />
                <Sums quote={quote} />
                <Place key={version} draft={draft} quote={quote} />
              </div>
            )}
          </Answer>
        ) : (
          <p className="soft">{t('drafts.noGoods')}</p>
        )}
        <Others draft={draft} />
      </div>
    </Panel>
  )
}

function Gifts({ draft, quote, save }: { draft: Draft; quote: Quote; save: SaveDraft }) {
  const { t } = useTranslation()
  const set = (promotion: string, product: string, quantity: number) => {
    const others = draft.gifts.filter((gift) => gift.promotion !== promotion || gift.product !== product)
    save({ gifts: quantity === 0 ? others : [...others, { promotion, product, quantity }] })
  }
  return (
    <>
      {quote.promotions.choices.map(({ code, title, choose, chosen, from }) => (
        <div key={code} className="stack stack--tight">
          <p className="small">{t('drafts.choose', { title, chosen, count: choose })}</p>
          {from.map(({ product, quantity }) => (
            <Button
              key={product.code}
              size="xs"
              variant={quantity > 0 ? 'light' : 'default'}
              disabled={quantity === 0 && chosen >= choose}
              onClick={() => set(code, product.code, quantity > 0 ? 0 : 1)}
            >
              {t(quantity > 0 ? 'drafts.giftBack' : 'drafts.giftTake', { name: product.name })}
            </Button>
          ))}
        </div>
      ))}
    </>
  )
}

function Sums({ quote }: { quote: Quote }) {
  const { t } = useTranslation()
  return (
    <dl className="facts" aria-live="polite">
      <dt>{t('order.subtotal')}</dt>
      <dd>
        <Money value={{ ...quote.subtotal, minor: quote.subtotal.minor + quote.discount.minor }} />
      </dd>
      <OffRows lines={quote.lines} />
      <dt>{t('order.shipping')}</dt>
      <dd>
        <Money value={quote.shipping} />
      </dd>
      <dt>{t('order.containedTax')}</dt>
      <dd>
        <Money value={quote.tax} />
      </dd>
      <dt className="strong">{t('order.total')}</dt>
      <dd className="strong">
        <Money value={quote.total} />
      </dd>
      {Object.entries(quote.volumes).map(([name, micro]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{t('order.volume', { name })}</dt>
          <dd>
            <Volume micro={micro} unit={name} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Place({ draft, quote }: { draft: Draft; quote: Quote }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const sentence = useProblemSentence()
  const [payment, setPayment] = useState<(typeof PAYMENTS)[number]>('pay_later')
  const [isOfAge, setOfAge] = useState(false)
  const [key] = useState(newKey)
  const place = useAct(placeDraft, {
    gone: GONE,
    onDone: ({ order }) => {
      notifications.show({ message: t('drafts.placed', { order }) })
      void navigate(`/orders/${order}`)
    },
  })
  const { minAge, total: expectedTotal } = quote
  const body = {
    seen: draft.version,
    payment,
    expectedTotal,
    ...(minAge !== null && isOfAge ? { ofAge: minAge } : {}),
  }
  return (
    <div className="form">
      <Select
        label={t('drafts.payment')}
        allowDeselect={false}
        data={PAYMENTS.map((value) => ({ value, label: t(`movement.methods.${value}`) }))}
        value={payment}
        onChange={(value) => setPayment(PAYMENTS.find((one) => one === value) ?? payment)}
      />
      {minAge === null ? null : (
        <Checkbox
          label={t('drafts.ofAge', { age: minAge })}
          checked={isOfAge}
          onChange={(event) => setOfAge(event.currentTarget.checked)}
        />
      )}
      {place.error ? (
        <p className="notice notice--harm" role="alert">
          {sentence(place.error)}
        </p>
      ) : null}
      <Button
        loading={place.isPending}
        onClick={() => place.mutate({ ask: { params: { draft: draft.draft }, body }, key })}
      >
        {t('drafts.orderOf')}&nbsp;
        <Money value={expectedTotal} />
      </Button>
    </div>
  )
}

/** Handing over and removing, each asked once more. */
function Others({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const sentence = useProblemSentence()
  const buyerWords = useBuyerWords()
  const [asked, setAsked] = useState<'hand' | 'remove'>()
  const away = (message?: string) => {
    if (message !== undefined) notifications.show({ message })
    void navigate('/orders/drafts')
  }
  const hand = useAct(handDraft, { onDone: () => away(t('drafts.handDone')) })
  const remove = useAct(removeDraft, { gone: GONE, onDone: () => away() })
  const { draft: id, version: seen } = draft
  const params = { draft: id }
  const problem = hand.error ?? remove.error
  const name = buyerWords(draft.buyer)
  return (
    <div className="form__acts">
      {draft.buyer?.kind === 'customer' && draft.handedAt === null ? (
        <Button variant="default" onClick={() => setAsked('hand')}>
          {t('drafts.hand')}
        </Button>
      ) : null}
      <Button variant="subtle" onClick={() => setAsked('remove')}>
        {t('drafts.remove')}
      </Button>
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked === 'hand' ? t('drafts.handTitle', { name }) : t('drafts.removeTitle')}
      >
        <div className="stack">
          <p>{t(asked === 'hand' ? 'drafts.handBody' : 'drafts.removeBody')}</p>
          {problem ? (
            <p className="notice notice--harm" role="alert">
              {sentence(problem)}
            </p>
          ) : null}
          {asked === 'hand' ? (
            <Button loading={hand.isPending} onClick={() => hand.mutate({ ask: { params, body: { seen } } })}>
              {t('drafts.hand')}
            </Button>
          ) : (
            <Button loading={remove.isPending} onClick={() => remove.mutate({ ask: { params } })}>
              {t('drafts.remove')}
            </Button>
          )}
        </div>
      </Modal>
    </div>
  )
}
