import { Select } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listMarkets } from '#modules/company/contract.ts'
import { showShipping } from '#modules/shipping/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { dayText } from '#shared/time.ts'
import { PageHead } from '../page-head.tsx'

/** All that shipping says of a market. */
export type Shipping = Inside<typeof showShipping, 'response'>

/** A page about the shipping of one market, which is chosen at its head where there are several. */
export function ShippingPage({
  title,
  lead,
  children,
}: {
  title: string
  lead: string
  children: (shipping: Shipping) => ReactNode
}) {
  const { t } = useTranslation()
  const markets = useAnswer(listMarkets, {})
  const [chosen, setChosen] = useState<string>()
  const known = markets.data?.markets ?? []
  const market = known.find(({ code }) => code === chosen) ?? known[0]
  return (
    <>
      <PageHead
        title={title}
        lead={lead}
        aside={
          known.length > 1 ? (
            <Select
              aria-label={t('shipping.market')}
              data={known.map(({ code, name }) => ({ value: code, label: name }))}
              value={market?.code ?? null}
              onChange={(code) => setChosen(code ?? undefined)}
              allowDeselect={false}
            />
          ) : null
        }
      />
      <Answer asked={markets}>
        {() =>
          market ? (
            <OfMarket key={market.code} market={market.code}>
              {children}
            </OfMarket>
          ) : null
        }
      </Answer>
    </>
  )
}

function OfMarket({ market, children }: { market: string; children: (shipping: Shipping) => ReactNode }) {
  const asked = useAnswer(showShipping, { params: { market } })
  return <Answer asked={asked}>{children}</Answer>
}

type Dated = Readonly<{ from: number; until: number | null }>

/** Whether something holds now, will hold, or did. */
export function standOf({ from, until }: Dated, { now }: Shipping): 'now' | 'later' | 'over' {
  if (until !== null && until <= now) return 'over'
  return from > now ? 'later' : 'now'
}

const TONES = { now: 'good', later: 'warn', over: 'plain' } as const

/** Since when and until when something holds, and whether it does now. */
export function Stretch({ of, shipping }: { of: Dated; shipping: Shipping }) {
  const { t } = useTranslation()
  const stand = standOf(of, shipping)
  const { timeZone } = shipping
  return (
    <>
      <Badge tone={TONES[stand]}>{t(`shipping.stands.${stand}`)}</Badge>
      <div className="tiny quiet">
        <DateText at={of.from} timeZone={timeZone} /> –{' '}
        {of.until === null ? null : <DateText at={of.until} timeZone={timeZone} />}
      </div>
    </>
  )
}

/** The day on which something ends, to begin a form with. */
export function endDay(until: number | null, { timeZone }: Shipping): string {
  return until === null ? '' : dayText(until, timeZone)
}

/** A code made of a name. */
export function codeOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-$/g, '')
    .slice(0, 30)
}

/** An amount as it is typed, from nothing on; undefined for what is none. */
export function typedMinor(typed: string, currency: string): bigint | undefined {
  if (typed.trim() === '') return undefined
  const minor = parseDecimal(typed.trim().replace(',', '.'), currencyDigits(currency))
  return typeof minor === 'bigint' && minor >= 0n ? minor : undefined
}
