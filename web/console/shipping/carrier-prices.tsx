import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addCarrierPrice, endCarrierPrice } from '#modules/shipping/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Failed } from '#kit/states.tsx'
import { scrollable } from '#kit/spoken.ts'
import { EndForm } from './prices.tsx'
import { standOf, Stretch, typedMinor, type Shipping } from './shipping-market.tsx'

type CarrierPrice = Shipping['carrierPrices'][number]

/** Which ways cost what a carrier takes, since when and until when. */
export function CarrierPrices({ shipping, writes }: { shipping: Shipping; writes: boolean }) {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const [ended, setEnded] = useState<CarrierPrice>()
  const { carrierPrices, hasCarrierService } = shipping
  const mayAdd = writes && shipping.ways.some(({ kind }) => kind === 'parcel')
  return (
    <Panel
      flush
      title={t('shipping.carriers.title')}
      aside={
        mayAdd ? (
          <Button variant="default" size="compact-xs" onClick={() => setAdding(true)}>
            {t('shipping.carriers.add')}
          </Button>
        ) : null
      }
    >
      {carrierPrices.length === 0 ? (
        <p className="panel__empty soft small">{t('shipping.carriers.none')}</p>
      ) : null}
      {hasCarrierService ? null : (
        <p className="panel__empty soft small">{t('shipping.carriers.noService')}</p>
      )}
      {carrierPrices.length === 0 ? null : (
        <CarrierTable shipping={shipping} onEnd={writes ? setEnded : undefined} />
      )}
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={t('shipping.carriers.add')}>
        {isAdding ? <NewCarrierPrice shipping={shipping} onDone={() => setAdding(false)} /> : null}
      </Modal>
      <Modal
        opened={ended !== undefined}
        onClose={() => setEnded(undefined)}
        title={t('shipping.carriers.endTitle')}
      >
        {ended ? (
          <EndCarrierPrice shipping={shipping} price={ended} onDone={() => setEnded(undefined)} />
        ) : null}
      </Modal>
    </Panel>
  )
}

function CarrierTable({
  shipping,
  onEnd,
}: {
  shipping: Shipping
  onEnd: ((price: CarrierPrice) => void) | undefined
}) {
  const { t } = useTranslation()
  const { currency } = shipping
  const wayOf = new Map(shipping.ways.map(({ way, name }) => [way, name]))
  return (
    <section className="table-scroll" aria-label={t('shipping.carriers.title')} {...scrollable}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('shipping.way')}</th>
            <th scope="col">{t('shipping.carriers.carrier')}</th>
            <th scope="col" className="table__right">
              {t('shipping.carriers.surcharge')}
            </th>
            <th scope="col" className="table__right">
              {t('shipping.carriers.estimate')}
            </th>
            <th scope="col">{t('shipping.carriers.down')}</th>
            <th scope="col">{t('shipping.stand')}</th>
            {onEnd ? <th scope="col">{t('shipping.acts')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {shipping.carrierPrices.toReversed().map((row) => (
            <tr key={row.price.toString()}>
              <td>{wayOf.get(row.way) ?? row.way}</td>
              <td>
                <span className="strong">{row.carrier}</span>
                <div className="tiny quiet">
                  {row.service} · {row.fromCountry} {row.fromPostalCode}
                </div>
              </td>
              <td className="table__right">
                <Money value={{ minor: row.surchargeMinor, currency }} />
              </td>
              <td className="table__right">
                <Money value={{ minor: row.estimateMinor, currency }} />
              </td>
              <td>{t(`shipping.carriers.downs.${row.elseTables ? 'tables' : 'nothing'}`)}</td>
              <td>
                <Stretch of={row} shipping={shipping} />
              </td>
              {onEnd ? (
                <td>
                  {standOf(row, shipping) === 'over' ? null : (
                    <Button variant="subtle" size="compact-xs" onClick={() => onEnd(row)}>
                      {t('shipping.end')}
                    </Button>
                  )}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const TEXTS = ['carrier', 'service', 'fromCountry', 'fromPostalCode'] as const
const AMOUNTS = ['estimateMinor', 'surchargeMinor'] as const

/** What is typed of a new price, as far as it is said; undefined while something of it is missing or wrong. */
function typedPrice(typed: Readonly<Record<string, string>>, currency: string) {
  const { carrier = '', service = '', fromCountry = '', fromPostalCode = '', surchargeMinor = '' } = typed
  const surcharge = surchargeMinor.trim() === '' ? 0n : typedMinor(surchargeMinor, currency)
  const estimate = typedMinor(typed['estimateMinor'] ?? '', currency)
  const isSaid = [carrier, service, fromPostalCode].every((text) => text.trim() !== '')
  const country = fromCountry.trim().toUpperCase()
  if (!isSaid || !/^[A-Z]{2}$/.test(country) || surcharge === undefined || estimate === undefined)
    return undefined
  return {
    carrier,
    service,
    fromCountry: country,
    fromPostalCode,
    surchargeMinor: surcharge,
    estimateMinor: estimate,
  }
}

function NewCarrierPrice({ shipping, onDone }: { shipping: Shipping; onDone: () => void }) {
  const { t } = useTranslation()
  const { market, currency } = shipping
  const [key] = useState(newKey)
  const parcels = shipping.ways.filter(({ kind }) => kind === 'parcel')
  const [way, setWay] = useState(parcels[0]?.way ?? '')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({ fromCountry: shipping.country })
  const [elseTables, setElseTables] = useState(true)
  const [taxClass, setTaxClass] = useState(
    shipping.taxClasses.find((one) => one === 'standard') ?? shipping.taxClasses[0] ?? '',
  )
  const [from, setFrom] = useState('')
  const act = useAct(addCarrierPrice, { onDone })
  const price = typedPrice(typed, currency)
  const type = (name: string, value: string) => setTyped({ ...typed, [name]: value })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!price) return
        const body = { way, ...price, elseTables, taxClass, ...(from === '' ? {} : { from }) }
        act.mutate({ ask: { params: { market }, body }, key })
      }}
    >
      <Select
        label={t('shipping.way')}
        data={parcels.map((one) => ({ value: one.way, label: one.name }))}
        value={way}
        allowDeselect={false}
        onChange={(value) => setWay(value ?? way)}
      />
      {TEXTS.map((name) => (
        <TextInput
          key={name}
          label={t(`shipping.carriers.fields.${name}`)}
          description={t(`shipping.carriers.hints.${name}`)}
          maxLength={name === 'fromCountry' ? 2 : name === 'fromPostalCode' ? 20 : 60}
          value={typed[name] ?? ''}
          onChange={(event) => type(name, event.currentTarget.value)}
        />
      ))}
      {AMOUNTS.map((name) => (
        <TextInput
          key={name}
          label={t(`shipping.carriers.fields.${name}`, { currency })}
          description={t(`shipping.carriers.hints.${name}`)}
          inputMode="decimal"
          value={typed[name] ?? ''}
          error={
            (typed[name] ?? '') !== '' && typedMinor(typed[name] ?? '', currency) === undefined
              ? t('kit.form.format')
              : undefined
          }
          onChange={(event) => type(name, event.currentTarget.value)}
        />
      ))}
      <Checkbox
        label={t('shipping.carriers.elseTables')}
        description={t('shipping.carriers.elseTablesHint')}
        checked={elseTables}
        onChange={(event) => setElseTables(event.currentTarget.checked)}
      />
      <Select
        label={t('shipping.taxClass')}
        data={shipping.taxClasses}
        value={taxClass}
        allowDeselect={false}
        onChange={(value) => setTaxClass(value ?? taxClass)}
      />
      <TextInput
        type="date"
        label={t('shipping.from')}
        description={t('shipping.carriers.fromHint')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!price || taxClass === ''} loading={act.isPending}>
          {t('shipping.carriers.add')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

function EndCarrierPrice({
  shipping,
  price,
  onDone,
}: {
  shipping: Shipping
  price: CarrierPrice
  onDone: () => void
}) {
  const { t } = useTranslation()
  const act = useAct(endCarrierPrice, { onDone })
  const params = { market: shipping.market, price: price.price }
  return (
    <EndForm
      body={t('shipping.carriers.endBody')}
      act={act}
      onEnd={(body) => act.mutate({ ask: { params, body } })}
      onDone={onDone}
    />
  )
}
