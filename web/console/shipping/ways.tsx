import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addWay, changeWay } from '#modules/shipping/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import { scrollable } from '#kit/spoken.ts'
import { options } from '../words.ts'
import { codeOf, endDay, standOf, Stretch, type Shipping } from './shipping-market.tsx'

type Way = Shipping['ways'][number]
const KINDS = ['parcel', 'showroom', 'seller'] as const

/** The ways of delivery of a market in their order. */
export function Ways({ shipping, writes }: { shipping: Shipping; writes: boolean }) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Way | 'new'>()
  const close = () => setEdited(undefined)
  return (
    <Panel
      flush
      title={t('shipping.ways')}
      aside={
        writes ? (
          <Button variant="default" size="compact-xs" onClick={() => setEdited('new')}>
            {t('shipping.addWay')}
          </Button>
        ) : null
      }
    >
      {shipping.ways.length === 0 ? <p className="panel__empty soft small">{t('shipping.noWays')}</p> : null}
      <section className="table-scroll" aria-label={t('shipping.ways')} {...scrollable}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('shipping.way')}</th>
              <th scope="col">{t('shipping.kind')}</th>
              <th scope="col">{t('shipping.stand')}</th>
              {writes ? <th scope="col">{t('shipping.acts')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {shipping.ways.map((way) => (
              <tr key={way.way}>
                <td>
                  <span className="strong">{way.name}</span>
                  <div className="tiny quiet">{way.note === '' ? way.way : `${way.way} · ${way.note}`}</div>
                </td>
                <td>{t(`shipping.kinds.${way.kind}`)}</td>
                <td>
                  <Stretch of={way} shipping={shipping} />
                </td>
                {writes ? (
                  <td>
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={t('shipping.changeOf', { name: way.name })}
                      onClick={() => setEdited(way)}
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
      <Modal
        opened={edited !== undefined}
        onClose={close}
        title={edited === 'new' ? t('shipping.addWay') : t('shipping.changeOf', { name: edited?.name ?? '' })}
      >
        {edited === 'new' ? <NewWay shipping={shipping} onDone={close} /> : null}
        {edited === undefined || edited === 'new' ? null : (
          <ChangeWay shipping={shipping} way={edited} onDone={close} />
        )}
      </Modal>
    </Panel>
  )
}

type Named = Readonly<{ name: string; note: string }>

function NamedFields({ named, onChange }: { named: Named; onChange: (named: Named) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('shipping.name')}
        maxLength={100}
        value={named.name}
        onChange={(event) => onChange({ ...named, name: event.currentTarget.value })}
      />
      <TextInput
        label={t('shipping.note')}
        description={t('shipping.noteHint')}
        maxLength={200}
        value={named.note}
        onChange={(event) => onChange({ ...named, note: event.currentTarget.value })}
      />
    </>
  )
}

function NewWay({ shipping, onDone }: { shipping: Shipping; onDone: () => void }) {
  const { t } = useTranslation()
  const [named, setNamed] = useState<Named>({ name: '', note: '' })
  const [kind, setKind] = useState<Way['kind']>('parcel')
  const [from, setFrom] = useState('')
  const act = useAct(addWay, { onDone })
  const way = codeOf(named.name)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { way, ...named, kind, ...(from === '' ? {} : { from }) }
        if (way !== '') act.mutate({ ask: { params: { market: shipping.market }, body } })
      }}
    >
      <NamedFields named={named} onChange={setNamed} />
      <Select
        label={t('shipping.kind')}
        data={options(t, 'shipping.kinds', KINDS)}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
      />
      <TextInput
        type="date"
        label={t('shipping.from')}
        description={t('shipping.fromHint')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={way === ''} loading={act.isPending}>
          {t('shipping.addWay')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

function ChangeWay({ shipping, way, onDone }: { shipping: Shipping; way: Way; onDone: () => void }) {
  const { t } = useTranslation()
  const [named, setNamed] = useState<Named>({ name: way.name, note: way.note })
  const [until, setUntil] = useState(endDay(way.until, shipping))
  const act = useAct(changeWay, { onDone })
  const isOver = standOf(way, shipping) === 'over'
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const { name, note } = named
        const params = { market: shipping.market, way: way.way }
        act.mutate({ ask: { params, body: { name, note, until: until === '' ? null : until } } })
      }}
    >
      <NamedFields named={named} onChange={setNamed} />
      <TextInput
        type="date"
        label={t('shipping.until')}
        description={isOver ? t('shipping.isOver') : t('shipping.untilHint')}
        value={until}
        disabled={isOver}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={named.name.trim() === ''} loading={act.isPending}>
          {t('shipping.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
