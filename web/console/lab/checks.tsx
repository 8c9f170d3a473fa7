import { useTranslation } from 'react-i18next'
import { Badge } from '#kit/figures.tsx'
import { formatRate } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Amount } from './amount.tsx'
import { PlainTable } from './plain-table.tsx'
import type { OfCurrency, Summary } from './summary.ts'

type Measured = Summary['checks'][number]['before']
const PERCENT_PLACES = 2

/** What law asks of plans: what was measured, how, and against which limit. */
export function Checks({ summary, of }: { summary: Summary; of: OfCurrency }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <PlainTable
      title={t('lab.checks')}
      label={t('lab.checks')}
      heads={[
        { key: 'check', name: t('lab.check') },
        { key: 'before', name: t('lab.before'), right: true },
        { key: 'after', name: t('lab.after'), right: true },
        { key: 'limit', name: t('lab.limit'), right: true },
        { key: 'met', name: t('lab.after') },
      ]}
      rows={summary.checks.map(({ check, limitPpm, before, after }) => ({
        key: check,
        cells: [
          <span key="check">
            {t(`lab.checkOf.${check}`)}
            <div className="tiny quiet">{t(`lab.checkHow.${check}`)}</div>
          </span>,
          <Share key="before" measured={before} of={of} />,
          <Share key="after" measured={after} of={of} />,
          formatRate(BigInt(limitPpm), locale, PERCENT_PLACES),
          <Badge key="met" tone={after.isMet ? 'good' : 'harm'}>
            {t(after.isMet ? 'lab.met' : 'lab.notMet')}
          </Badge>,
        ],
      }))}
      foot={
        summary.currencies.length > 1 ? (
          <p className="small soft lab-notes">{t('lab.checksOnly', { currency: of.currency })}</p>
        ) : null
      }
    />
  )
}

function Share({ measured, of }: { measured: Measured; of: OfCurrency }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <>
      {measured.ppm === null ? t('lab.noWhole') : formatRate(BigInt(measured.ppm), locale, PERCENT_PLACES)}
      <div className="tiny quiet">
        <Amount minor={measured.part} of={of} />
      </div>
    </>
  )
}
