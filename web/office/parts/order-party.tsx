import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { showMyParty, showPartyByLink } from '#modules/orders/contract/parties.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Failed } from '#kit/states.tsx'

export const ORDER_FOR = ['guest', 'customer', 'self'] as const
export type OrderFor = (typeof ORDER_FOR)[number]

export type PartyNamed = Readonly<{ code: string }> | Readonly<{ link: string }>
/** The party at which an order is made, as the address of the page says. */
export type OrderParty = Readonly<{
  named: PartyNamed | undefined
  known: Readonly<{ host: string; endsOn: string; shipsTo: 'host' | 'guests' }> | undefined
  error: Error | null
}>

/**
 * An own party by its number (`party`), or somebody else's by its link (`at`), as the address says, or the one of an order that was
 * begun; none where nothing says one.
 */
export function useOrderParty(begun?: PartyNamed): OrderParty {
  const [params] = useSearchParams()
  const code = begun && 'code' in begun ? begun.code : params.get('party')
  const link = begun && 'link' in begun ? begun.link : params.get('at')
  const own = useAnswer(showMyParty, { params: { party: code ?? '' } }, { enabled: code !== null })
  const other = useAnswer(showPartyByLink, { params: { link: link ?? '' } }, { enabled: link !== null })
  if (code !== null) {
    const { data } = own
    return { named: { code }, known: data && { ...data, host: data.host.name }, error: own.error }
  }
  return { named: link === null ? undefined : { link }, known: other.data, error: other.error }
}

/** Whom one orders for: at somebody else's party only for oneself. */
export function kindsAt({ named }: OrderParty): readonly OrderFor[] {
  return named && 'link' in named ? ['self'] : ORDER_FOR
}

/** At which party it is ordered, above the order. */
export function AtParty({ at }: { at: OrderParty }) {
  const { t } = useTranslation()
  if (!at.named) return null
  if (at.error) return <Failed error={at.error} />
  if (!at.known) return null
  return (
    <section className="section" style={{ paddingBlock: '0 var(--space-3)' }}>
      <p className="notice">
        <span>
          {t('parties.orderAt', { host: at.known.host })}{' '}
          <DateText at={Date.parse(at.known.endsOn)} timeZone="UTC" />.
        </span>
      </p>
    </section>
  )
}
