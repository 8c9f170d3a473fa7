import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handOver, sayReadyAsSeller } from '#modules/orders/contract/pick-up.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Failed } from '#kit/states.tsx'
import type { MyOrder } from './order-payment.tsx'
import { PickUpPlace } from './way-choice.tsx'

/** How an order comes to its buyer, where that was chosen; whoever hands it over says here that it is ready, and that it is done. */
export function OrderWay({ order, isSeller }: { order: MyOrder; isSeller: boolean }) {
  const { t } = useTranslation()
  const { way } = order
  if (way === null) return null
  const waits = order.progress === 'waiting' || order.progress === 'partly_sent'
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{way.at ? t('ways.pickedUp') : t('ways.title')}</h2>
      </div>
      {way.at ? <PickUpPlace at={way.at} /> : <p>{way.name}</p>}
      {way.readyAt === null ? null : (
        <p className="small soft" style={{ paddingTop: 8 }}>
          {t('ways.ready')} <DateText at={way.readyAt} look="dateTime" />
        </p>
      )}
      {isSeller && way.kind === 'seller' && waits ? (
        <HandOver code={order.code} isReady={way.readyAt !== null} />
      ) : null}
    </section>
  )
}

function HandOver({ code, isReady }: { code: string; isReady: boolean }) {
  const { t } = useTranslation()
  const [key] = useState(newKey)
  const [isSure, setSure] = useState(false)
  const ready = useAct(sayReadyAsSeller)
  const hand = useAct(handOver)
  const error = ready.error ?? hand.error
  return (
    <div className="acts" style={{ paddingTop: 12 }}>
      {error ? <Failed error={error} /> : null}
      {isReady ? null : (
        <Button
          size="md"
          variant="default"
          loading={ready.isPending}
          onClick={() => ready.mutate({ ask: { params: { code } } })}
        >
          {t('ways.sayReady')}
        </Button>
      )}
      {isSure ? (
        <>
          <p className="small">{t('ways.sure')}</p>
          <Button
            size="md"
            loading={hand.isPending}
            onClick={() => hand.mutate({ ask: { params: { code } }, key })}
          >
            {t('ways.handedOver')}
          </Button>
          <Button size="md" variant="default" onClick={() => setSure(false)}>
            {t('kit.cancel')}
          </Button>
        </>
      ) : (
        <Button size="md" variant={isReady ? 'filled' : 'default'} onClick={() => setSure(true)}>
          {t('ways.handOver')}
        </Button>
      )}
    </div>
  )
}
