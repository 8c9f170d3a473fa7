import { useTranslation } from 'react-i18next'
import { atLeastPlaces } from '../format.ts'
import { StoryStep } from '../steps.tsx'
import { ExactNumber, ExactRate } from '../volume.tsx'
import { shownName, type Explanation } from './told.ts'

/** What changes the amount as a whole or comes from nobody below: shares of a fund, corrections, caps, limits. */
export function OthersStep({ why }: { why: Explanation }) {
  const { t } = useTranslation()
  const others = why.others.filter((other) => other.note !== 'rounding')
  if (others.length === 0) return null
  return (
    <StoryStep title={t('kit.story.others')}>
      <ul className="why-lines">
        {others.map((other) => (
          <li key={`${other.note}-${other.about}-${other.person?.code ?? ''}`} className="sum">
            <span>
              {t(`kit.note.${other.note}`, {
                about: other.about,
                name: other.person === null ? '' : shownName(other.person),
              })}
              {other.base === null || other.rate === null ? null : (
                <div className="small quiet number">
                  <ExactNumber value={other.base} places={2} /> × <ExactRate rate={other.rate} />
                </div>
              )}
            </span>
            <span className="number">{atLeastPlaces(other.exact, 2)}</span>
          </li>
        ))}
      </ul>
    </StoryStep>
  )
}
