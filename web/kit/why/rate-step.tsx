import { useTranslation } from 'react-i18next'
import { atLeastPlaces, formatRate, formatVolume } from '../format.ts'
import { useLocale } from '../locale.ts'
import { StoryStep } from '../steps.tsx'
import type { Explanation, Group } from './told.ts'

/** How the rate came about, and what others had taken of it on the way. */
export function RateStep({ why, group }: { why: Explanation; group: Group | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { rate } = why
  const earner = group?.path.at(-1)
  return (
    <StoryStep title={t('kit.story.rate', { rate: formatRate(BigInt(rate.ratePpm), locale) })}>
      <p className="soft">
        {rate.by === null || rate.volume === null
          ? t('kit.story.rateFixed', { volume: why.baseVolume, value: why.unitValue })
          : t('kit.story.rateBy', {
              by: rate.by,
              volume: formatVolume(rate.volume, '', locale),
              from: formatVolume(rate.from ?? 0n, '', locale),
              base: why.baseVolume,
              value: why.unitValue,
            })}
      </p>
      {rate.next === null ? null : (
        <p className="small soft">
          {t('kit.story.rateNext', {
            missing: formatVolume(rate.next.missing, '', locale),
            rate: formatRate(BigInt(rate.next.ratePpm), locale),
          })}
        </p>
      )}
      {earner && earner.takenPpm > 0 ? (
        <p className="small soft">
          {t('kit.story.taken', {
            rate: formatRate(BigInt(earner.ratePpm), locale),
            taken: formatRate(BigInt(earner.takenPpm), locale),
            left: formatRate(BigInt(earner.paidPpm), locale),
          })}
        </p>
      ) : null}
      {group ? null : (
        <div className="calc">
          <span className="soft">{t('kit.story.beforeRounding')}</span>
          <span>{atLeastPlaces(why.exact, 2)}</span>
        </div>
      )}
    </StoryStep>
  )
}
