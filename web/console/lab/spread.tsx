import { useTranslation } from 'react-i18next'
import { fillPercent, formatCount } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Amount } from './amount.tsx'
import { PlainTable } from './plain-table.tsx'
import type { OfCurrency } from './summary.ts'

type Stretch = Readonly<{ key: string; tone: 'loss' | 'gain'; people: number; edge: bigint }>

/** How many people lose and gain how much, as a chart whose rows can be read. */
export function SpreadChart({ of }: { of: OfCurrency }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { edges, losers, winners, deciles } = of.spread
  const stretches = (people: readonly number[], tone: 'loss' | 'gain'): Stretch[] =>
    edges.map((edge, at) => ({ key: `${tone} ${edge}`, tone, people: people[at] ?? 0, edge }))
  const lost = trimmed(stretches(losers, 'loss')).toReversed()
  const gained = trimmed(stretches(winners, 'gain'))
  const most = Math.max(1, ...[...lost, ...gained].map(({ people }) => people))
  const row = ({ key, tone, people, edge }: Stretch) => ({
    key,
    cells: [
      <span key="range">
        {t('lab.upTo')} <Amount minor={tone === 'loss' ? -edge : edge} of={of} signed />
      </span>,
      <div key="bar" className="lab-bar" aria-hidden="true">
        {people === 0 ? null : (
          <div
            className={`lab-bar__fill lab-bar__fill--${tone}`}
            style={{ width: `${fillPercent(BigInt(people), BigInt(most))}%` }}
          />
        )}
      </div>,
      formatCount(people, locale),
    ],
  })
  return (
    <PlainTable
      title={t('lab.spread')}
      label={t('lab.spread')}
      lead={t('lab.spreadLead')}
      heads={[
        { key: 'range', name: t('lab.range') },
        { key: 'bar', name: t('lab.share'), wide: true },
        { key: 'people', name: t('lab.people'), right: true },
      ]}
      rows={[
        ...lost.map(row),
        { key: 'same', cells: [t('lab.same'), '', formatCount(of.total.same, locale)] },
        ...gained.map(row),
      ]}
      foot={
        deciles.length === 0 ? null : (
          <div className="lab-notes">
            <p className="small soft">{t('lab.deciles')}</p>
            <div className="lab-deciles small">
              {deciles.map((decile, at) => (
                <Amount key={`decile-${at + 1}`} minor={decile} of={of} signed />
              ))}
            </div>
          </div>
        )
      }
    />
  )
}

/** Without the stretches beyond the last that somebody lies in. */
function trimmed(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.slice(0, stretches.findLastIndex(({ people }) => people > 0) + 1)
}
