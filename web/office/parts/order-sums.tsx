import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Money } from '#kit/money.tsx'
import { offOf } from '#kit/promotion-hint.tsx'
import { Empty } from '#kit/states.tsx'
import { useAddedTax } from '#kit/tax-rows.tsx'
import { Volume } from '#kit/volume.tsx'
import type { Quote } from './own-delivery.tsx'
import { TopBar } from './top-bar.tsx'

/** What an order comes to, and what it brings. */
export function Sums({ quote }: { quote: Quote }) {
  const { t } = useTranslation()
  const added = useAddedTax(quote)
  return (
    <section className="section section--line" aria-live="polite">
      <div className="sum">
        <span>{t('report.subtotal')}</span>
        <Money value={{ ...quote.subtotal, minor: quote.subtotal.minor + quote.discount.minor }} />
      </div>
      {offOf(quote.lines).map(({ code, title, off }) => (
        <div key={code} className="sum off">
          <span>{title}</span>
          <Money value={{ ...off, minor: -off.minor }} />
        </div>
      ))}
      {quote.lines
        .filter((line) => line.gift)
        .map((line) => (
          <div key={`${line.product.code} ${line.promotions[0]?.code}`} className="sum off">
            <span>
              {line.quantity} × {line.product.name}
            </span>
            <span>{t('report.gift')}</span>
          </div>
        ))}
      <div className="sum">
        <span>{t('report.shipping')}</span>
        <Money value={quote.shipping} />
      </div>
      {added.map(({ key, label, tax }) => (
        <div key={key} className="sum">
          <span>{label}</span>
          <Money value={tax} />
        </div>
      ))}
      <div className="sum sum--total">
        <span>{t('report.total')}</span>
        <Money value={quote.total} />
      </div>
      <p className="small soft">
        {t('report.brings')}{' '}
        {Object.entries(quote.volumes).map(([name, micro]) => (
          <strong key={name}>
            <Volume micro={micro} unit={`${name} `} />
          </strong>
        ))}
      </p>
    </section>
  )
}

/** An order that was placed, and the way to the next one. */
export function Placed({
  order,
  volumes,
  onNext,
}: {
  order: string
  volumes: Readonly<Record<string, bigint>>
  onNext: () => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <TopBar title={t('report.title')} back="/sell" />
      <Empty
        title={t('report.doneTitle', { order })}
        body={
          <>
            {t('report.doneBody')}{' '}
            {Object.entries(volumes).map(([name, micro]) => (
              <Volume key={name} micro={micro} unit={`${name} `} />
            ))}
          </>
        }
        action={
          <Button size="md" onClick={onNext}>
            {t('report.next')}
          </Button>
        }
      />
    </>
  )
}
