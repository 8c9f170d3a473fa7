import { useTranslation } from 'react-i18next'
import { fillPercent, formatCount } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Amount } from './amount.tsx'
import { PlainTable } from './plain-table.tsx'
import type { OfCurrency } from './summary.ts'

type Group = Omit<OfCurrency['byRank'][number], 'rank'>

/** Who gains and who loses by rank and by market; groups of nobody are left out. */
export function Groups({ of }: { of: OfCurrency }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const heads = [
    { key: 'bar', name: t('lab.share') },
    { key: 'people', name: t('lab.people'), right: true },
    { key: 'winners', name: t('lab.winners'), right: true },
    { key: 'losers', name: t('lab.losers'), right: true },
    { key: 'before', name: t('lab.before'), right: true },
    { key: 'after', name: t('lab.after'), right: true },
    { key: 'change', name: t('lab.change'), right: true },
  ]
  const row = (key: string, name: string, { people, winners, losers, same, before, after }: Group) => ({
    key,
    cells: [
      name,
      <Shares key="bar" parts={[losers, same, winners]} />,
      ...[people, winners, losers].map((count) => formatCount(count, locale)),
      <Amount key="before" minor={before} of={of} />,
      <Amount key="after" minor={after} of={of} />,
      <Amount key="change" minor={after - before} of={of} signed />,
    ],
  })
  const some = ({ people }: Group) => people > 0
  return (
    <>
      <PlainTable
        title={t('lab.byRank')}
        label={t('lab.byRank')}
        lead={t('lab.groupHint')}
        heads={[{ key: 'rank', name: t('lab.rank') }, ...heads]}
        rows={of.byRank.filter(some).map((one) => row(one.rank ?? '', one.rank ?? t('lab.noRank'), one))}
      />
      <PlainTable
        title={t('lab.byMarket')}
        label={t('lab.byMarket')}
        heads={[{ key: 'market', name: t('lab.market') }, ...heads]}
        rows={of.byMarket
          .filter(some)
          .map((one) => row(one.market, one.market === '' ? t('lab.noMarket') : one.market, one))}
      />
    </>
  )
}

const TONES = ['loss', 'same', 'gain'] as const

/** Who loses, is paid the same and gains, as parts of a bar; the numbers stand beside it. */
function Shares({ parts }: { parts: readonly number[] }) {
  const whole = parts.reduce((sum, part) => sum + part, 0)
  return (
    <div className="lab-bar lab-bar--parts" aria-hidden="true">
      {parts.map((part, at) =>
        part === 0 ? null : (
          <div
            key={TONES[at]}
            className={`lab-bar__fill lab-bar__fill--${TONES[at]}`}
            style={{ width: `${fillPercent(BigInt(part), BigInt(whole))}%` }}
          />
        ),
      )}
    </div>
  )
}
