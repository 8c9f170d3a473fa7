import { Button, Checkbox, Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addPrice, endPrice } from '#modules/shipping/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Failed } from '#kit/states.tsx'
import { scrollable } from '#kit/spoken.ts'
import { standOf, Stretch, typedMinor, type Shipping } from './shipping-market.tsx'

type Price = Shipping['prices'][number]
const ELSEWHERE = ''

/** What ways cost, by zone, sum and weight: what holds, what will, and on demand what did. */
export function Prices({ shipping, writes }: { shipping: Shipping; writes: boolean }) {
  const { t } = useTranslation()
  const [withPast, setWithPast] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const [ended, setEnded] = useState<Price>()
  const shown = shipping.prices.filter((price) => withPast || standOf(price, shipping) !== 'over')
  const wayOf = new Map(shipping.ways.map(({ way, name }) => [way, name]))
  const zoneOf = new Map(shipping.zones.map(({ zone, name }) => [zone, name]))
  const { currency } = shipping
  return (
    <Panel
      flush
      title={t('shipping.prices')}
      aside={
        <div className="panel-acts">
          <Checkbox
            size="xs"
            label={t('shipping.withPast')}
            checked={withPast}
            onChange={(event) => setWithPast(event.currentTarget.checked)}
          />
          {writes && shipping.ways.length > 0 ? (
            <Button variant="default" size="compact-xs" onClick={() => setAdding(true)}>
              {t('shipping.addPrice')}
            </Button>
          ) : null}
        </div>
      }
    >
      {shown.length === 0 ? <p className="panel__empty soft small">{t('shipping.noPrices')}</p> : null}
      <section className="table-scroll" aria-label={t('shipping.prices')} {...scrollable}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('shipping.way')}</th>
              <th scope="col">{t('shipping.zone')}</th>
              <th scope="col">{t('shipping.fromSum')}</th>
              <th scope="col">{t('shipping.upTo')}</th>
              <th scope="col" className="table__right">
                {t('shipping.price')}
              </th>
              <th scope="col">{t('shipping.taxClass')}</th>
              <th scope="col">{t('shipping.stand')}</th>
              {writes ? <th scope="col">{t('shipping.acts')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {shown.map((price) => (
              <tr key={price.price.toString()}>
                <td>{wayOf.get(price.way) ?? price.way}</td>
                <td>
                  {price.zone === null ? t('shipping.elsewhere') : (zoneOf.get(price.zone) ?? price.zone)}
                </td>
                <td>
                  <Money value={{ minor: price.fromMinor, currency }} />
                </td>
                <td>
                  {price.upToGrams === null
                    ? t('shipping.anyWeight')
                    : t('shipping.grams', { count: price.upToGrams })}
                </td>
                <td className="table__right strong">
                  <Money value={{ minor: price.minor, currency }} />
                </td>
                <td>{price.taxClass}</td>
                <td>
                  <Stretch of={price} shipping={shipping} />
                </td>
                {writes ? (
                  <td>
                    {standOf(price, shipping) === 'over' ? null : (
                      <Button variant="subtle" size="compact-xs" onClick={() => setEnded(price)}>
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
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={t('shipping.addPrice')}>
        {isAdding ? <NewPrice shipping={shipping} onDone={() => setAdding(false)} /> : null}
      </Modal>
      <Modal opened={ended !== undefined} onClose={() => setEnded(undefined)} title={t('shipping.endTitle')}>
        {ended ? <EndPrice shipping={shipping} price={ended} onDone={() => setEnded(undefined)} /> : null}
      </Modal>
    </Panel>
  )
}

function NewPrice({ shipping, onDone }: { shipping: Shipping; onDone: () => void }) {
  const { t } = useTranslation()
  const { market, currency } = shipping
  const [key] = useState(newKey)
  const [way, setWay] = useState(shipping.ways[0]?.way ?? '')
  const [zone, setZone] = useState(ELSEWHERE)
  const [fromSum, setFromSum] = useState('')
  const [grams, setGrams] = useState<number | string>('')
  const [amount, setAmount] = useState('')
  const [taxClass, setTaxClass] = useState(shipping.taxClasses.at(-1) ?? '')
  const [from, setFrom] = useState('')
  const act = useAct(addPrice, { onDone })
  const minor = typedMinor(amount, currency)
  const fromMinor = fromSum.trim() === '' ? 0n : typedMinor(fromSum, currency)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (minor === undefined || fromMinor === undefined) return
        const upToGrams = typeof grams === 'number' ? grams : null
        const price = { way, zone: zone === ELSEWHERE ? null : zone, fromMinor, upToGrams, minor, taxClass }
        act.mutate({ ask: { params: { market }, body: { ...price, ...(from === '' ? {} : { from }) } }, key })
      }}
    >
      <Select
        label={t('shipping.way')}
        data={shipping.ways.map((one) => ({ value: one.way, label: one.name }))}
        value={way}
        allowDeselect={false}
        onChange={(value) => setWay(value ?? way)}
      />
      <Select
        label={t('shipping.zone')}
        data={[
          { value: ELSEWHERE, label: t('shipping.elsewhere') },
          ...shipping.zones.map((one) => ({ value: one.zone, label: one.name })),
        ]}
        value={zone}
        allowDeselect={false}
        onChange={(value) => setZone(value ?? ELSEWHERE)}
      />
      <TextInput
        label={t('shipping.amount', { currency })}
        inputMode="decimal"
        value={amount}
        error={amount !== '' && minor === undefined ? t('kit.form.format') : undefined}
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <TextInput
        label={t('shipping.fromSumOf', { currency })}
        description={t('shipping.fromSumHint')}
        inputMode="decimal"
        value={fromSum}
        error={fromMinor === undefined ? t('kit.form.format') : undefined}
        onChange={(event) => setFromSum(event.currentTarget.value)}
      />
      <NumberInput
        label={t('shipping.upToGrams')}
        description={t('shipping.upToHint')}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={grams}
        onChange={setGrams}
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
        description={t('shipping.priceFromHint')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button
          type="submit"
          disabled={minor === undefined || fromMinor === undefined || taxClass === ''}
          loading={act.isPending}
        >
          {t('shipping.addPrice')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

function EndPrice({ shipping, price, onDone }: { shipping: Shipping; price: Price; onDone: () => void }) {
  const { t } = useTranslation()
  const act = useAct(endPrice, { onDone })
  const params = { market: shipping.market, price: price.price }
  return (
    <EndForm
      body={t('shipping.endBody')}
      act={act}
      onEnd={(body) => act.mutate({ ask: { params, body } })}
      onDone={onDone}
    />
  )
}

/** Asks from when on a price holds no more. */
export function EndForm(props: {
  body: string
  act: Readonly<{ error: Error | null; isPending: boolean }>
  onEnd: (body: { until?: string }) => void
  onDone: () => void
}) {
  const { t } = useTranslation()
  const [until, setUntil] = useState('')
  const { act } = props
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        props.onEnd(until === '' ? {} : { until })
      }}
    >
      <p className="small soft">{props.body}</p>
      <TextInput
        type="date"
        label={t('shipping.until')}
        description={t('shipping.endHint')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" loading={act.isPending}>
          {t('shipping.end')}
        </Button>
        <Button variant="default" onClick={props.onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
