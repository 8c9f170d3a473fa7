import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { atLeastPlaces } from '../format.ts'
import { PersonMark } from '../person-mark.tsx'
import { StoryStep } from '../steps.tsx'
import { Rate, Volume } from '../volume.tsx'
import { shownName, type Explanation } from './told.ts'

const SHOWN_MAX = 25

/** Where an amount of many sources comes from, the largest first; each leads to its own story. */
export function SourcesStep({ why, linkTo }: { why: Explanation; linkTo: (source: string) => string }) {
  const { t } = useTranslation()
  const shown = why.groups.slice(0, SHOWN_MAX)
  const hidden = why.groups.length - shown.length + (why.more?.groups ?? 0)
  return (
    <StoryStep title={t('kit.story.sources')}>
      <ul className="why-lines">
        {shown.map((group) => (
          <li key={`${group.source.code}-${group.level}-${group.ratePpm}`} className="sum">
            <span className="person-line">
              <PersonMark size={34} silent person={{ name: shownName(group.source), health: 'active' }} />
              <span>
                <Link className="text-link" to={linkTo(group.source.code)}>
                  {shownName(group.source)}
                </Link>
                <div className="small quiet number">
                  <Volume micro={group.base} unit="" places={2} /> × <Rate ppm={BigInt(group.ratePpm)} />
                </div>
              </span>
            </span>
            <span className="number">{atLeastPlaces(group.exact, 2)}</span>
          </li>
        ))}
        {hidden > 0 ? <li className="sum soft">{t('kit.story.moreSources', { count: hidden })}</li> : null}
      </ul>
    </StoryStep>
  )
}
