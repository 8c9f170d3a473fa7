import { useTranslation } from 'react-i18next'
import type { listMyAddresses } from '#modules/field/contract/customers.ts'
import type { Inside } from '#shared/contract.ts'
import type { Refused } from '../form-data.ts'
import type { Basket, Frame } from '../shop.ts'
import { AddressFields } from './address-fields.tsx'
import type { Regions } from './region-field.tsx'
import { chosenWay, PickUpPlace } from './ways.tsx'

export type KeptAddress = Inside<typeof listMyAddresses, 'response'>['addresses'][number]

/** Where it goes: kept addresses and the fields; nothing where the parcel goes to the host of a party. */
export function Where({
  frame,
  basket,
  regions,
  addresses,
  chosen,
  refused,
  value,
  problem,
}: {
  frame: Frame
  basket: Basket
  regions: Regions
  addresses: readonly KeptAddress[]
  chosen: KeptAddress | undefined
  refused: Refused | undefined
  value: (name: string) => string
  problem: (name: string) => string | undefined
}) {
  const { t } = useTranslation()
  const at = chosenWay(basket)?.at
  if (basket.party?.shipsTo === 'host')
    return (
      <>
        <h2>{t('checkout.where')}</h2>
        <p>{t('party.toHost', { host: basket.party.host })}</p>
      </>
    )
  if (at)
    return (
      <>
        <PickUpPlace at={at} />
        <p className="small">{t('ways.weWrite')}</p>
      </>
    )
  return (
    <>
      <h2>{t('checkout.where')}</h2>
      {addresses.length > 1 ? (
        <ul className="chips" aria-label={t('checkout.kept')}>
          {addresses.map(({ address, line1, city }) => (
            <li key={address}>
              <a
                className="chip"
                href={`/checkout?address=${address}`}
                aria-current={address === chosen?.address ? 'true' : undefined}
              >
                {line1}, {city}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      <AddressFields countries={frame.countries} regions={regions} value={value} problem={problem} />
      {frame.customer ? (
        <label className="tick">
          <input
            type="checkbox"
            name="keep"
            value="1"
            defaultChecked={!refused || refused.typed['keep'] !== undefined}
          />
          <span>{t('checkout.keep')}</span>
        </label>
      ) : null}
    </>
  )
}
