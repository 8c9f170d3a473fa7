import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { quoteOfficeOrder, reportOrder } from '#modules/orders/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Money } from '#kit/money.tsx'
import { offOf } from '#kit/promotion-hint.tsx'
import { Empty, Failed } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import {
  nothingBeside,
  OrderPromotions,
  wireAge,
  wireBeside,
  type Beside,
} from '../parts/order-promotions.tsx'
import {
  AtParty,
  kindsAt,
  ORDER_FOR,
  useOrderParty,
  type OrderFor,
  type PartyNamed,
} from '../parts/order-party.tsx'
import { CustomerChoice } from '../parts/customer-choice.tsx'
import { OwnDelivery, type Done, type Quote } from '../parts/own-delivery.tsx'
import { ProductPicker, wireLines, type PickedLine } from '../parts/product-picker.tsx'
import { TakenAt, type Taken } from '../parts/taken-at.tsx'
import { WayChoice } from '../parts/way-choice.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** A new order for a consumer or for me: goods first, what it comes to, then for whom. */
export function Component() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const [kind, setKind] = useState<OrderFor>(params.get('for') === 'self' ? 'self' : 'guest')
  const [name, setName] = useState('')
  const [customer, setCustomer] = useState<string | null>(null)
  const [lines, setLines] = useState<readonly PickedLine[]>([])
  const [beside, setBeside] = useState(nothingBeside)
  const [done, setDone] = useState<Readonly<{ order: string; volumes: Readonly<Record<string, bigint>> }>>()
  const [taken, setTaken] = useState<Taken>({ state: 'now' })
  const [key, setKey] = useState(newKey)
  const buyer = buyerOf(kind, name, customer)
  const at = useOrderParty()
  const quote = useQuote(kind, customer, { lines, beside }, at.named)
  if (done) {
    return (
      <Placed
        {...done}
        onNext={() => {
          setDone(undefined)
          setLines([])
          setBeside(nothingBeside)
          setName('')
          setTaken({ state: 'now' })
          setKey(newKey())
        }}
      />
    )
  }
  return (
    <>
      <TopBar title={t('report.title')} back="/sell" />
      <LeaveGuard when={lines.length > 0} />
      <AtParty at={at} />
      <section className="section section--line">
        <div className="stack">
          <SegmentedControl
            fullWidth
            size="md"
            role="radiogroup"
            aria-label={t('report.for')}
            data={kindsAt(at).map((value) => ({ value, label: t(`report.kinds.${value}`) }))}
            value={kind}
            onChange={(value) => setKind(ORDER_FOR.find((candidate) => candidate === value) ?? 'guest')}
          />
          {kind === 'guest' ? (
            <TextInput
              size="md"
              label={t('report.guestName')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : null}
          {kind === 'customer' ? <CustomerChoice value={customer} onChange={setCustomer} /> : null}
          {kind === 'self' ? null : <TakenAt taken={taken} onChange={setTaken} />}
        </div>
      </section>
      <section className="section section--line">
        <div className="section__head">
          <h2>{t('report.goods')}</h2>
        </div>
        <ProductPicker kind={kind === 'self' ? 'distributor' : 'retail'} lines={lines} onChange={setLines} />
      </section>
      {lines.length > 0 && quote.error ? <Failed error={quote.error} /> : null}
      {lines.length > 0 && quote.data ? (
        <>
          <OrderPromotions quote={quote.data} beside={beside} onChange={setBeside} />
          <WayChoice quote={quote.data} beside={beside} onChange={setBeside} />
          <Sums quote={quote.data} />
        </>
      ) : null}
      {lines.length > 0 ? (
        <section className="section">
          {kind === 'self' ? (
            <OwnDelivery
              lines={lines}
              beside={beside}
              quote={quote.data}
              orderKey={key}
              party={at}
              onDone={setDone}
            />
          ) : (
            <ReportButton
              buyer={buyer}
              taken={taken}
              lines={lines}
              beside={beside}
              quote={quote.data}
              orderKey={key}
              party={at.named}
              onDone={setDone}
            />
          )}
        </section>
      ) : null}
    </>
  )
}

type Consumer = Readonly<{ kind: 'guest'; name: string }> | Readonly<{ kind: 'customer'; code: string }>

function buyerOf(kind: OrderFor, name: string, customer: string | null): Consumer | undefined {
  if (kind === 'guest') return name.trim() === '' ? undefined : { kind, name: name.trim() }
  if (kind === 'customer') return customer === null ? undefined : { kind, code: customer }
  return undefined
}

/** The price as the server counts it, a moment after the goods last changed. */
function useQuote(
  kind: OrderFor,
  customer: string | null,
  wanted: Readonly<{ lines: readonly PickedLine[]; beside: Beside }>,
  party: PartyNamed | undefined,
) {
  const [settled] = useDebouncedValue(wanted.lines, 250)
  const buyer =
    kind === 'self'
      ? { kind }
      : kind === 'customer' && customer !== null
        ? { kind, code: customer }
        : { kind: 'guest' as const, name: '–' }
  return useAnswer(
    quoteOfficeOrder,
    {
      body: {
        buyer,
        lines: wireLines(settled),
        ...wireBeside(wanted.beside),
        ...(party ? { party } : {}),
      },
    },
    { enabled: settled.length > 0, keep: true },
  )
}

function Sums({ quote }: { quote: Quote }) {
  const { t } = useTranslation()
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

function ReportButton(props: {
  buyer: Consumer | undefined
  taken: Taken
  lines: readonly PickedLine[]
  beside: Beside
  quote: Quote | undefined
  orderKey: string
  party: PartyNamed | undefined
  onDone: Done
}) {
  const { t } = useTranslation()
  const report = useAct(reportOrder, { onDone: props.onDone })
  const { buyer, quote, taken } = props
  return (
    <div className="acts">
      {buyer ? null : <p className="small warn">{t('report.whoFirst')}</p>}
      {report.error ? <Failed error={report.error} /> : null}
      <Button
        size="lg"
        disabled={!buyer || !quote || taken.state === 'wrong'}
        loading={report.isPending}
        onClick={() =>
          buyer &&
          quote &&
          report.mutate({
            ask: {
              body: {
                buyer,
                lines: wireLines(props.lines),
                ...wireBeside(props.beside),
                ...wireAge(props.beside),
                payment: 'pay_later',
                expectedTotal: quote.total,
                ...(props.party ? { party: props.party } : {}),
                ...(taken.state === 'earlier' ? { takenAt: taken.atMs } : {}),
              },
            },
            key: props.orderKey,
          })
        }
      >
        {t('report.send')}{' '}
        {quote ? (
          <>
            &nbsp;
            <Money value={quote.total} />
          </>
        ) : null}
      </Button>
    </div>
  )
}

function Placed({
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
