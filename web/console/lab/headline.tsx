import { useTranslation } from 'react-i18next'
import { Tile, Tiles } from '#kit/figures.tsx'
import { formatCount, formatRate } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Amount } from './amount.tsx'
import type { Summary } from './summary.ts'

const PERCENT_PLACES = 2

/** What the change costs, what of sales is paid, and how many gain and lose, in the plan's currency. */
export function Headline({ summary }: { summary: Summary }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [of] = summary.currencies
  const payout = summary.checks.find(({ check }) => check === 'payout')
  if (!of || !payout) return null
  const share = (ppm: number | null) => (ppm === null ? '–' : formatRate(BigInt(ppm), locale, PERCENT_PLACES))
  return (
    <Tiles>
      <Tile
        label={t('lab.tileCost')}
        figure={<Amount minor={of.total.after} of={of} />}
        note={
          <>
            {t('lab.tileCostNote')} <Amount minor={of.total.before} of={of} />,{' '}
            <Amount minor={of.total.after - of.total.before} of={of} signed />
          </>
        }
      />
      <Tile
        label={t('lab.tileShare')}
        figure={share(payout.after.ppm)}
        note={t('lab.tileShareNote', { share: share(payout.before.ppm) })}
      />
      <Tile
        label={t('lab.tileGain')}
        figure={formatCount(of.total.winners, locale)}
        note={<Amount minor={of.gained} of={of} signed />}
      />
      <Tile
        label={t('lab.tileLose')}
        figure={formatCount(of.total.losers, locale)}
        note={
          <>
            <Amount minor={-of.lost} of={of} signed />
            <br />
            {t('lab.tileSame', { people: summary.people, count: of.total.same })}
          </>
        }
      />
    </Tiles>
  )
}
