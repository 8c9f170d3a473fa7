import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { putZone } from '#modules/shipping/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Failed } from '#kit/states.tsx'
import { codeOf, type Shipping } from './shipping-market.tsx'

type Zone = Shipping['zones'][number]
type Area = Zone['areas'][number]
/** An area as it is typed. */
type Typed = Readonly<{ country: string; region: string; postalFrom: string; postalUntil: string }>

/** The zones of a market, and of what each is made. */
export function Zones({ shipping, writes }: { shipping: Shipping; writes: boolean }) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Zone | 'new'>()
  const close = () => setEdited(undefined)
  return (
    <Panel
      title={t('shipping.zones')}
      aside={
        writes ? (
          <Button variant="default" size="compact-xs" onClick={() => setEdited('new')}>
            {t('shipping.addZone')}
          </Button>
        ) : null
      }
    >
      <div className="stack stack--tight">
        <p className="small soft">
          {t(shipping.zones.length === 0 ? 'shipping.noZones' : 'shipping.zonesBody')}
        </p>
        <ul className="stack stack--tight">
          {shipping.zones.map((zone) => (
            <li key={zone.zone} className="part-line">
              <span>
                <strong>{zone.name}</strong>
                <span className="small quiet zone-areas">{zone.areas.map(areaText).join(', ')}</span>
              </span>
              {writes ? (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={t('shipping.changeOf', { name: zone.name })}
                  onClick={() => setEdited(zone)}
                >
                  {t('shipping.change')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
      <Modal
        opened={edited !== undefined}
        onClose={close}
        size="lg"
        title={
          edited === 'new' ? t('shipping.addZone') : t('shipping.changeOf', { name: edited?.name ?? '' })
        }
      >
        {edited === undefined ? null : (
          <ZoneForm shipping={shipping} zone={edited === 'new' ? undefined : edited} onDone={close} />
        )}
      </Modal>
    </Panel>
  )
}

function areaText({ country, region, postalFrom, postalUntil }: Area): string {
  const postal = postalFrom === postalUntil ? postalFrom : `${postalFrom}–${postalUntil}`
  return [country, region, postal].filter((part) => part !== null).join(' ')
}

function ZoneForm({
  shipping,
  zone,
  onDone,
}: {
  shipping: Shipping
  zone: Zone | undefined
  onDone: () => void
}) {
  const { t } = useTranslation()
  const blank = { country: shipping.country, region: '', postalFrom: '', postalUntil: '' }
  const [name, setName] = useState(zone?.name ?? '')
  const [areas, setAreas] = useState<readonly Typed[]>(
    zone?.areas.map(({ country, region, postalFrom, postalUntil }) => ({
      country,
      region: region ?? '',
      postalFrom: postalFrom ?? '',
      postalUntil: postalUntil ?? '',
    })) ?? [blank],
  )
  const act = useAct(putZone, { onDone })
  const code = zone?.zone ?? codeOf(name)
  const isWhole = code !== '' && areas.every(({ country }) => /^[A-Za-z]{2}$/.test(country.trim()))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWhole) return
        const params = { market: shipping.market, zone: code }
        act.mutate({ ask: { params, body: { name: name.trim(), areas: areas.map(areaOf) } } })
      }}
    >
      <TextInput
        label={t('shipping.name')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {areas.map((area, at) => (
        <AreaFields
          // oxlint-disable-next-line react/no-array-index-key -- an area has no name but its place
          key={at}
          place={at + 1}
          area={area}
          onChange={(next) => setAreas(areas.with(at, next))}
          onRemove={areas.length > 1 ? () => setAreas(areas.toSpliced(at, 1)) : undefined}
        />
      ))}
      <p className="small soft">{t('shipping.areaHint')}</p>
      {act.error ? <Failed error={act.error} /> : null}
      <div className="form__acts">
        <Button type="submit" disabled={!isWhole} loading={act.isPending}>
          {t('shipping.save')}
        </Button>
        <Button variant="default" onClick={() => setAreas([...areas, blank])}>
          {t('shipping.addArea')}
        </Button>
      </div>
    </form>
  )
}

function areaOf({ country, region, postalFrom, postalUntil }: Typed): Area {
  const orNull = (typed: string) => (typed.trim() === '' ? null : typed.trim().toUpperCase())
  return {
    country: country.trim().toUpperCase(),
    region: orNull(region),
    postalFrom: orNull(postalFrom),
    postalUntil: orNull(postalUntil),
  }
}

function AreaFields({
  place,
  area,
  onChange,
  onRemove,
}: {
  place: number
  area: Typed
  onChange: (area: Typed) => void
  onRemove: (() => void) | undefined
}) {
  const { t } = useTranslation()
  return (
    <fieldset className="zone-area">
      <legend className="strong">{t('shipping.area', { count: place })}</legend>
      {(['country', 'region', 'postalFrom', 'postalUntil'] as const).map((field) => (
        <TextInput
          key={field}
          label={t(`shipping.areaFields.${field}`)}
          maxLength={field === 'country' ? 2 : 12}
          value={area[field]}
          onChange={(event) => onChange({ ...area, [field]: event.currentTarget.value })}
        />
      ))}
      {onRemove ? (
        <ActionIcon
          variant="default"
          aria-label={t('shipping.removeArea', { count: place })}
          onClick={onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      ) : null}
    </fieldset>
  )
}
