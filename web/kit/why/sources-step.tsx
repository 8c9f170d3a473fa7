import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { atLeastPlaces } from '../format.ts'
import { PersonMark } from '../person-mark.tsx'
import { StoryStep } from '../steps.tsx'
import { ExactNumber, ExactRate } from '../volume.tsx'
import { shownName, type Explanation } from './told.ts'

const SHOWN_MAX = 25

/** Where an amount of many sources comes from, the largest first; each leads to its own story. */
export function SourcesStep({ why, linkTo }: { why: Explanation; linkTo: (source: string) => string }) {
  const { t } = useTranslation()
  const shown = why.sources.slice(0, SHOWN_MAX)
  const hidden = why.sources.length - shown.length + (why.more?.sources ?? 0)
  return (
    <StoryStep title={t('kit.story.sources')}>
      <ul className="why-lines">
        {shown.map((source) => (
          <li key={source.person.code} className="sum">
            <span className="person-line">
              <PersonMark size={34} silent person={{ name: shownName(source.person), health: 'active' }} />
              <span>
                <Link className="text-link" to={linkTo(source.person.code)}>
                  {shownName(source.person)}
                </Link>
                {source.base === null || source.rate === null ? null : (
                  <div className="small quiet number">
                    <ExactNumber value={source.base} places={2} /> × <ExactRate rate={source.rate} />
                  </div>
                )}
              </span>
            </span>
            <span className="number">{atLeastPlaces(source.exact, 2)}</span>
          </li>
        ))}
        {hidden > 0 ? <li className="sum soft">{t('kit.story.moreSources', { count: hidden })}</li> : null}
      </ul>
    </StoryStep>
  )
}
