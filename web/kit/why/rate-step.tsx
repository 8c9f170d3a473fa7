import { useTranslation } from 'react-i18next'
import { atLeastPlaces, formatExactRate, formatNumber, microOf } from '../format.ts'
import { useLocale } from '../locale.ts'
import { StoryStep } from '../steps.tsx'
import type { Explanation, Source } from './told.ts'

/** How the rate came about, and what others had taken of it on the way. */
export function RateStep({ why, source }: { why: Explanation; source: Source | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { rate } = why
  const shown = rate?.rate ?? source?.rate ?? oneRate(why)
  if (shown === null) return null
  const number = (value: string) => formatNumber(value, locale)
  return (
    <StoryStep title={t('kit.story.rate', { rate: formatExactRate(shown, locale) })}>
      <p className="soft">
        {rate === null
          ? t('kit.story.rateFixed', { volume: why.base })
          : t('kit.story.rateBy', {
              by: rate.by,
              volume: number(rate.reached),
              from: number(rate.from ?? '0'),
            })}
      </p>
      {rate === null || rate.next === null ? null : (
        <p className="small soft">
          {t('kit.story.rateNext', {
            missing: number(rate.next.missing),
            rate: formatExactRate(rate.next.rate, locale),
          })}
        </p>
      )}
      <Taken source={source} />
      {source || why.leg !== null ? null : <BeforeOthers why={why} />}
    </StoryStep>
  )
}

/** The rate that all listed sources have; null where they have several, as levels do. */
function oneRate({ sources, legs }: Explanation): string | null {
  const rates = new Set(sources.map(({ rate }) => rate))
  const [only] = rates
  return legs.length === 0 && rates.size === 1 ? (only ?? null) : null
}

function Taken({ source }: { source: Source | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const earner = source?.path.at(-1)
  if (!earner || earner.ownRate === null || earner.paidRate === null) return null
  const taken = microOf(earner.ownRate) - microOf(earner.paidRate)
  if (taken <= 0n) return null
  return (
    <p className="small soft">
      {t('kit.story.taken', {
        rate: formatExactRate(earner.ownRate, locale),
        left: formatExactRate(earner.paidRate, locale),
      })}
    </p>
  )
}

/** What all sources bring together, before anything changes the whole. */
function BeforeOthers({ why }: { why: Explanation }) {
  const { t } = useTranslation()
  return (
    <div className="calc">
      <span className="soft">{t('kit.story.beforeRounding')}</span>
      <span>{atLeastPlaces(why.together, 2)}</span>
    </div>
  )
}
