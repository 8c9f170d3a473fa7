import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { quoteOfficeOrder, reportOrder } from '#modules/orders/contract.ts'
import { showMyDraft } from '#modules/orders/contract/drafts.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import {
  besideOf,
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
import { DraftActs, useDraft, type Draft, type DraftWork } from '../parts/order-draft.tsx'
import { Placed, Sums } from '../parts/order-sums.tsx'
import { OwnDelivery, type Done, type Quote } from '../parts/own-delivery.tsx'
import { ProductPicker, wireLines, type PickedLine } from '../parts/product-picker.tsx'
import { TakenAt, type Taken } from '../parts/taken-at.tsx'
import { WayChoice } from '../parts/way-choice.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** A new order for a consumer or for me, or one that was begun: goods first, what it comes to, then for whom. */
export function Component() {
  const [params] = useSearchParams()
  const draft = params.get('draft')
  return draft === null ? <Order /> : <Begun draft={draft} />
}

function Begun({ draft }: { draft: string }) {
  const asked = useAnswer(showMyDraft, { params: { draft } })
  return <Answer asked={asked}>{(begun) => <Order key={begun.draft} draft={begun} />}</Answer>
}

function Order({ draft }: { draft?: Draft }) {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const [kind, setKind] = useState<OrderFor>(
    draft?.buyer?.kind ?? (params.get('for') === 'self' ? 'self' : 'guest'),
  )
  const [name, setName] = useState(draft?.buyer?.kind === 'guest' ? draft.buyer.name : '')
  const known = draft?.buyer?.kind === 'customer' ? draft.buyer : undefined
  const [customer, setCustomer] = useState<string | null>(known?.code ?? null)
  const [lines, setLines] = useState<readonly PickedLine[]>(
    (draft?.lines ?? []).map(({ product: code, quantity }) => ({ code, quantity })),
  )
  const [beside, setBeside] = useState<Beside>(draft ? besideOf(draft) : nothingBeside)
  const [done, setDone] = useState<Readonly<{ order: string; volumes: Readonly<Record<string, bigint>> }>>()
  const [taken, setTaken] = useState<Taken>({ state: 'now' })
  const [key, setKey] = useState(newKey)
  const buyer = buyerOf(kind, name, customer)
  const at = useOrderParty(draft?.at ?? undefined)
  const work = useDraft(draft, {
    buyer: kind === 'self' ? { kind } : (buyer ?? null),
    lines: wireLines(lines),
    ...wireBeside(beside),
    ...(at.named ? { party: at.named } : {}),
    ...(draft?.delivery ? { delivery: draft.delivery } : {}),
  })
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
      <TopBar title={t(draft ? 'drafts.one' : 'report.title')} back={draft ? '/sell/drafts' : '/sell'} />
      {draft?.preparedBy ? (
        <section className="section" style={{ paddingBlock: '0 var(--space-3)' }}>
          <p className="notice">
            {draft.preparedBy.name === null
              ? t('drafts.byCompany')
              : t('drafts.by', { name: draft.preparedBy.name })}
          </p>
        </section>
      ) : null}
      <LeaveGuard when={lines.length > 0 && !work.isKept} />
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
          {kind === 'customer' ? (
            <CustomerChoice value={customer} onChange={setCustomer} known={known} />
          ) : null}
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
              work={work}
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
              work={work}
              onDone={setDone}
            />
          )}
        </section>
      ) : null}
      <DraftActs work={work} isEmpty={lines.length === 0} isForCustomer={kind === 'customer'} />
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

function ReportButton(props: {
  buyer: Consumer | undefined
  taken: Taken
  lines: readonly PickedLine[]
  beside: Beside
  quote: Quote | undefined
  orderKey: string
  party: PartyNamed | undefined
  work: DraftWork
  onDone: Done
}) {
  const { t } = useTranslation()
  const report = useAct(reportOrder, { onDone: props.onDone })
  const { buyer, quote, taken, work } = props
  const send = (of: Consumer, seen: Quote) => {
    const terms = {
      ...wireAge(props.beside),
      payment: 'pay_later' as const,
      expectedTotal: seen.total,
      ...(taken.state === 'earlier' ? { takenAt: taken.atMs } : {}),
    }
    if (work.draft) {
      void work.place({}, terms, props.orderKey).then((placed) => placed && props.onDone(placed))
      return
    }
    const goods = { lines: wireLines(props.lines), ...wireBeside(props.beside) }
    const at = props.party ? { party: props.party } : {}
    report.mutate({ ask: { body: { buyer: of, ...goods, ...terms, ...at } }, key: props.orderKey })
  }
  return (
    <div className="acts">
      {buyer ? null : <p className="small warn">{t('report.whoFirst')}</p>}
      {report.error ? <Failed error={report.error} /> : null}
      <Button
        size="lg"
        disabled={!buyer || !quote || taken.state === 'wrong'}
        loading={report.isPending || work.isPending}
        onClick={() => buyer && quote && send(buyer, quote)}
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
