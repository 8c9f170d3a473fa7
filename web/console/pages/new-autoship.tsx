import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { showClock } from '#modules/company/contract.ts'
import { showOrder } from '#modules/orders/contract.ts'
import { beginAutoship } from '#modules/orders/contract/autoships.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { AutoshipForm, typedAddress, type TypedAutoship } from '../orders/autoship-form.tsx'
import type { ShownOrder } from '../orders/order-lines.tsx'
import { PageHead } from '../page-head.tsx'

const DAYS_AHEAD = 28
const DAY_MS = 86_400_000

/** Lets goods come to somebody who asks for it: those of an order that the address names, or any others. */
export function Component() {
  const { t } = useTranslation()
  const [address] = useSearchParams()
  const order = address.get('order')
  return (
    <>
      <PageHead title={t('autoships.begin')} lead={t('autoships.beginLead')} />
      <Panel title={t('autoships.goods')}>
        {order === null ? <Begin person={address.get('person') ?? ''} /> : <OfOrder code={order} />}
      </Panel>
    </>
  )
}

function OfOrder({ code }: { code: string }) {
  const asked = useAnswer(showOrder, { params: { code }, query: {} })
  return <Answer asked={asked}>{(order) => <Begin person={order.buyer?.code ?? ''} order={order} />}</Answer>
}

function Begin({ person: first, order }: { person: string; order?: ShownOrder }) {
  const clock = useAnswer(showClock, {})
  return <Answer asked={clock}>{({ now }) => <Typed first={first} initial={typedOf(order, now)} />}</Answer>
}

function typedOf(order: ShownOrder | undefined, now: number): TypedAutoship {
  const next = new Date(now + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10)
  const lines = (order?.lines ?? [])
    .filter(({ gift }) => !gift)
    .map(({ product, quantity }) => ({ product: product.code, name: product.name, quantity }))
  return {
    lines: lines.length === 0 ? [{ product: '', quantity: 1 }] : lines,
    often: '4',
    next,
    payment: 'pay_later',
    address: typedAddress(order?.delivery ?? null),
  }
}

function Typed({ first, initial }: { first: string; initial: TypedAutoship }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [person, setPerson] = useState(first)
  const begin = useAct(beginAutoship)
  return (
    <AutoshipForm
      initial={initial}
      isReady={/^\d{2,20}$/.test(person)}
      act={t('autoships.beginDo')}
      problem={begin.error}
      isSending={begin.isPending}
      send={(body, done) =>
        begin.mutate(
          { ask: { body: { ...body, person } } },
          {
            onSuccess: ({ autoship }) => {
              done()
              void navigate(`/orders/autoships/${autoship}`)
            },
          },
        )
      }
    >
      <TextInput
        label={t('autoships.personNumber')}
        inputMode="numeric"
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value.trim())}
      />
    </AutoshipForm>
  )
}
