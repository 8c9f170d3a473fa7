import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { countTeam } from '#modules/genealogy/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { PageTitle } from './top-bar.tsx'

const LIVE_MS = 3_000
const VIEWS = [
  { view: 'list', to: '/team' },
  { view: 'tree', to: '/team/tree' },
] as const

/** The head of the team's pages: how many people, and the ways to look at them. */
export function TeamHead({ view }: { view: (typeof VIEWS)[number]['view'] }) {
  const { t } = useTranslation()
  const counts = useAnswer(countTeam, { query: {} }, { everyMs: LIVE_MS })
  return (
    <>
      <PageTitle
        title={t('place.team')}
        aside={counts.data ? t('team.people', { count: counts.data.people }) : null}
      />
      <nav className="team-views" aria-label={t('team.view')}>
        {VIEWS.map((one) => (
          <Link
            key={one.view}
            to={one.to}
            className="team-views__view"
            aria-current={one.view === view ? 'page' : undefined}
          >
            {t(`team.views.${one.view}`)}
          </Link>
        ))}
      </nav>
    </>
  )
}
