import { Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Money } from '#kit/money.tsx'
import type { Beside } from './order-promotions.tsx'
import type { Quote } from './own-delivery.tsx'

type Way = Quote['ways'][number]

/** How the goods of an order come to their buyer, each way with its price; nothing where there is only one. */
export function WayChoice({
  quote,
  beside,
  onChange,
}: {
  quote: Quote
  beside: Beside
  onChange: (beside: Beside) => void
}) {
  const { t } = useTranslation()
  const { ways } = quote
  if (ways.length < 2) return null
  return (
    <section className="section section--line">
      <Radio.Group
        label={t('ways.title')}
        value={valueOf(ways.find(({ isChosen }) => isChosen))}
        onChange={(value) => {
          const found = ways.find((one) => valueOf(one) === value)
          // The usual way is what is taken where nothing is said.
          if (found) onChange({ ...beside, way: found === ways[0] ? undefined : found })
        }}
      >
        <div className="stack stack--tight" style={{ paddingTop: 8 }}>
          {ways.map((one) => (
            <Radio
              key={valueOf(one)}
              size="md"
              value={valueOf(one)}
              label={
                <>
                  {one.at ? t('ways.at', { way: one.name, place: one.at.name }) : one.name}{' '}
                  <span className="soft">
                    {one.price.minor === 0n ? t('ways.free') : <Money value={one.price} />}
                  </span>
                </>
              }
              description={wordsOf(one)}
            />
          ))}
        </div>
      </Radio.Group>
    </section>
  )
}

function valueOf(one: Way | undefined): string {
  return one === undefined ? '' : `${one.way} ${one.place ?? ''}`
}

function wordsOf({ note, at }: Way): string {
  const words = [note, at ? `${at.line1}, ${at.postalCode} ${at.city}` : '', at?.opening ?? '']
  return words.filter((part) => part !== '').join(' · ')
}

/** Where and when something is picked up. */
export function PickUpPlace({ at }: { at: NonNullable<Way['at']> }) {
  const lines = [at.name, at.line1, at.line2, `${at.postalCode} ${at.city}`, at.opening]
  return (
    <address style={{ fontStyle: 'normal' }}>
      {lines
        .filter((line) => line !== '')
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
    </address>
  )
}
