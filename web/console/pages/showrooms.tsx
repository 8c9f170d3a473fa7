import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { addShowroom, changeShowroom } from '#modules/shipping/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Failed } from '#kit/states.tsx'
import { scrollable } from '#kit/spoken.ts'
import {
  codeOf,
  endDay,
  standOf,
  Stretch,
  ShippingPage,
  type Shipping,
} from '../shipping/shipping-market.tsx'

type Showroom = Shipping['showrooms'][number]
const FIELDS = ['name', 'line1', 'line2', 'postalCode', 'city', 'region', 'country', 'opening'] as const
const OPTIONAL: ReadonlySet<string> = new Set(['line2', 'region', 'opening'])
type Typed = Readonly<Record<(typeof FIELDS)[number], string>>

/** The places of the company at which orders are picked up. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'shipping.write')
  return (
    <ShippingPage title={t('showrooms.title')} lead={t('showrooms.lead')}>
      {(shipping) => <Showrooms shipping={shipping} writes={writes} />}
    </ShippingPage>
  )
}

function Showrooms({ shipping, writes }: { shipping: Shipping; writes: boolean }) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Showroom | 'new'>()
  const close = () => setEdited(undefined)
  const hasWay = shipping.ways.some((way) => way.kind === 'showroom' && standOf(way, shipping) === 'now')
  return (
    <div className="stack">
      {hasWay ? null : (
        <p className="notice">
          {t('showrooms.noWay')} <Link to="/orders/shipping">{t('shipping.title')}</Link>
        </p>
      )}
      <Panel
        flush
        title={t('showrooms.all')}
        aside={
          writes ? (
            <Button variant="default" size="compact-xs" onClick={() => setEdited('new')}>
              {t('showrooms.add')}
            </Button>
          ) : null
        }
      >
        {shipping.showrooms.length === 0 ? (
          <p className="panel__empty soft small">{t('showrooms.none')}</p>
        ) : null}
        <section className="table-scroll" aria-label={t('showrooms.all')} {...scrollable}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('showrooms.showroom')}</th>
                <th scope="col">{t('showrooms.address')}</th>
                <th scope="col">{t('showrooms.opening')}</th>
                <th scope="col">{t('shipping.stand')}</th>
                {writes ? <th scope="col">{t('shipping.acts')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {shipping.showrooms.map((one) => (
                <tr key={one.showroom}>
                  <td>
                    <span className="strong">{one.name}</span>
                    <div className="tiny quiet">{one.showroom}</div>
                  </td>
                  <td>
                    {one.line1}, {one.postalCode} {one.city}, {one.country}
                  </td>
                  <td>{one.opening}</td>
                  <td>
                    <Stretch of={one} shipping={shipping} />
                  </td>
                  {writes ? (
                    <td>
                      <Button
                        variant="subtle"
                        size="compact-xs"
                        aria-label={t('shipping.changeOf', { name: one.name })}
                        onClick={() => setEdited(one)}
                      >
                        {t('shipping.change')}
                      </Button>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Panel>
      <p className="small soft">
        {t('showrooms.poolHint')} <Link to="/catalogue/stock/pools">{t('stock.pools')}</Link>
      </p>
      <Modal
        opened={edited !== undefined}
        onClose={close}
        title={edited === 'new' ? t('showrooms.add') : t('shipping.changeOf', { name: edited?.name ?? '' })}
      >
        {edited === undefined ? null : (
          <ShowroomForm shipping={shipping} showroom={edited === 'new' ? undefined : edited} onDone={close} />
        )}
      </Modal>
    </div>
  )
}

function ShowroomForm({
  shipping,
  showroom,
  onDone,
}: {
  shipping: Shipping
  showroom: Showroom | undefined
  onDone: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<Typed>(
    showroom
      ? { ...showroom, region: showroom.region ?? '' }
      : {
          name: '',
          line1: '',
          line2: '',
          postalCode: '',
          city: '',
          region: '',
          country: shipping.country,
          opening: '',
        },
  )
  const isOver = showroom !== undefined && standOf(showroom, shipping) === 'over'
  const [day, setDay] = useState(showroom ? endDay(showroom.until, shipping) : '')
  const add = useAct(addShowroom, { onDone })
  const change = useAct(changeShowroom, { onDone })
  const code = showroom?.showroom ?? codeOf(typed.name)
  const error = add.error ?? change.error
  const submit = () => {
    const { name, line1, line2, postalCode, city, country, opening } = typed
    const region = typed.region.trim().toUpperCase()
    const place = { line1, line2, postalCode, city, country: country.trim().toUpperCase() }
    const said = { name, ...place, ...(region === '' ? {} : { region }), opening }
    const { market } = shipping
    if (!showroom) {
      const body = { showroom: code, ...said, ...(day === '' ? {} : { from: day }) }
      add.mutate({ ask: { params: { market }, body } })
    } else
      change.mutate({
        ask: { params: { market, showroom: code }, body: { ...said, until: day === '' ? null : day } },
      })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (code !== '') submit()
      }}
    >
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`showrooms.fields.${field}`)}
          maxLength={field === 'country' ? 2 : 200}
          required={!OPTIONAL.has(field)}
          value={typed[field]}
          onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
        />
      ))}
      <TextInput
        type="date"
        label={t(showroom ? 'shipping.until' : 'shipping.from')}
        description={t(isOver ? 'shipping.isOver' : showroom ? 'showrooms.untilHint' : 'shipping.fromHint')}
        value={day}
        disabled={isOver}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      {error ? <Failed error={error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={code === ''} loading={add.isPending || change.isPending}>
          {t(showroom ? 'shipping.save' : 'showrooms.add')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
