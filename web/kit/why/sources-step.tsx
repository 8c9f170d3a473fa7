import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { atLeastPlaces } from '../format.ts'
import { PersonMark } from '../person-mark.tsx'
import { StoryStep } from '../steps.tsx'
import { ExactNumber, ExactRate } from '../volume.tsx'
import { shownName, type Explanation, type Part, type Source } from './told.ts'

type LinkTo = (part: Part) => string

/** Where an amount of many sources comes from, the largest first; each leads to its own story, and what is counted opens. */
export function SourcesStep({ why, linkTo }: { why: Explanation; linkTo: LinkTo }) {
  const { t } = useTranslation()
  const within = why.leg === null ? {} : { leg: why.leg.code }
  return (
    <StoryStep title={t('kit.story.sources')}>
      {why.legs.length > 0 ? <p className="soft small">{t('kit.story.byTeams')}</p> : null}
      <ul className="why-lines">
        <RestOfParts rest={why.before} within={within} linkTo={linkTo} isBefore />
        {why.sources.map((source) => (
          <SourceLine key={source.person.code} source={source} linkTo={linkTo} />
        ))}
        {why.legs.map((leg) => (
          <LegLine key={leg.person.code} leg={leg} linkTo={linkTo} />
        ))}
        <RestOfParts rest={why.more} within={within} linkTo={linkTo} />
      </ul>
    </StoryStep>
  )
}

function SourceLine({ source, linkTo }: { source: Source; linkTo: LinkTo }) {
  return (
    <li className="sum">
      <span className="person-line">
        <PersonMark size={34} silent person={{ name: shownName(source.person), health: 'active' }} />
        <span>
          <Link className="text-link" to={linkTo({ source: source.person.code })}>
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
  )
}

/** The team of somebody right below, in one sum. */
function LegLine({ leg, linkTo }: { leg: Explanation['legs'][number]; linkTo: LinkTo }) {
  const { t } = useTranslation()
  return (
    <li className="sum">
      <span className="person-line">
        <PersonMark size={34} silent person={{ name: shownName(leg.person), health: 'active' }} />
        <span>
          <Link className="text-link" to={linkTo({ leg: leg.person.code })}>
            {t('kit.story.teamOf', { name: shownName(leg.person) })}
          </Link>
          <div className="small quiet">{t('kit.story.teamCount', { count: leg.sources })}</div>
        </span>
      </span>
      <span className="number">{atLeastPlaces(leg.exact, 2)}</span>
    </li>
  )
}

function RestOfParts({
  rest,
  within,
  linkTo,
  isBefore = false,
}: {
  rest: Explanation['more']
  within: Part
  linkTo: LinkTo
  isBefore?: boolean
}) {
  const { t } = useTranslation()
  if (rest === null) return null
  const words = t(isBefore ? 'kit.story.sourcesBefore' : 'kit.story.moreSources', { count: rest.sources })
  return (
    <li className="sum soft">
      {rest.from === null ? (
        <span>{words}</span>
      ) : (
        <Link className="text-link" to={linkTo({ ...within, ...(rest.from > 0 ? { from: rest.from } : {}) })}>
          {words}
        </Link>
      )}
      <span className="number">{atLeastPlaces(rest.exact, 2)}</span>
    </li>
  )
}
