import { useTranslation } from 'react-i18next'
import { Money } from '#kit/money.tsx'
import type { Basket } from '../shop.ts'

type Way = Basket['ways'][number]

/** The way in which what lies in the basket comes; undefined where there is nothing to choose. */
export function chosenWay({ ways }: Basket): Way | undefined {
  return ways.find(({ isChosen }) => isChosen)
}

/** Whether it is picked up, so that nobody is asked where it goes. */
export function isPickedUp(basket: Basket): boolean {
  return (chosenWay(basket)?.kind ?? 'parcel') !== 'parcel'
}

/** What the button of a way sends: its code, and that of a showroom. */
function valueOf({ way, place }: Way): string {
  return place === null ? way : `${way} ${place}`
}

/** The way that a button says; undefined where none was pressed. */
export function pressedWay(value: string | undefined): Readonly<{ way: string; place?: string }> | undefined {
  const [way = '', place] = (value ?? '').split(' ')
  if (way === '') return undefined
  return place === undefined ? { way } : { way, place }
}

/** The ways to choose from, each with its price: a button of the form around it, which keeps what was typed. */
export function WayChoice({ basket }: { basket: Basket }) {
  const { t } = useTranslation()
  if (basket.ways.length < 2) return null
  return (
    <>
      <h2 id="ways">{t('ways.title')}</h2>
      {/* Whoever presses Enter in a field orders, as where there is nothing to choose. */}
      <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
      <ul className="ways" aria-labelledby="ways">
        {basket.ways.map((one) => (
          <li key={valueOf(one)}>
            <button
              type="submit"
              name="choose"
              value={valueOf(one)}
              className="way"
              aria-pressed={one.isChosen}
              formNoValidate
            >
              <span className="way__mark" aria-hidden="true" />
              <strong>{one.at ? t('ways.at', { way: one.name, place: one.at.name }) : one.name}</strong>
              <span>{one.price.minor === 0n ? t('sums.free') : <Money value={one.price} />}</span>
              <WayNote way={one} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function WayNote({ way: { note, at } }: { way: Way }) {
  const words = [note, at ? `${at.line1}, ${at.postalCode} ${at.city}` : '', at?.opening ?? '']
  const said = words.filter((part) => part !== '').join(' · ')
  return said === '' ? null : <span className="small quiet way__note">{said}</span>
}

/** Where and when something is picked up. */
export function PickUpPlace({ at }: { at: NonNullable<Way['at']> }) {
  const { t } = useTranslation()
  return (
    <address className="small">
      <strong>{t('ways.pickUp')}</strong>
      <br />
      {at.name}
      <br />
      {at.line1}
      {at.line2 === '' ? null : `, ${at.line2}`}
      <br />
      {at.postalCode} {at.city}
      {at.opening === '' ? null : (
        <>
          <br />
          {at.opening}
        </>
      )}
    </address>
  )
}
