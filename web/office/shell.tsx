import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { ApiRefusal } from '#kit/api.ts'
import { Sprout } from '#kit/brand.tsx'
import { brandName } from '#kit/format.ts'
import { useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { TimeZone } from '#kit/time-zone.ts'
import { useCompany } from './company.ts'
import { activePlace, PLACES } from './places.ts'

export { PageProblem as ErrorBoundary } from '#kit/problem-page.tsx'

/** The office around every page: the page, and five places under the thumb. Without a session it leads to sign-in. */
export function Component() {
  const session = useSession()
  const company = useCompany()
  const { pathname } = useLocation()
  if (session.error instanceof ApiRefusal && session.error.status === 401) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname)}`} replace />
  }
  return (
    <Answer asked={session}>
      {() => (
        <TimeZone value={company.data?.markets[0]?.timeZone}>
          <div className="office">
            <SkipLink />
            <main id="content" className="office__page" tabIndex={-1}>
              <Outlet />
            </main>
            <ThumbBar />
            <ScrollRestoration />
          </div>
        </TimeZone>
      )}
    </Answer>
  )
}

function SkipLink() {
  const { t } = useTranslation()
  return (
    <a className="skip-link" href="#content">
      {t('kit.shell.skip')}
    </a>
  )
}

function ThumbBar() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const company = useCompany()
  const active = activePlace(pathname)
  return (
    <nav className="thumb-bar" aria-label={t('kit.shell.mainNavigation')}>
      <span className="thumb-bar__brand">
        <Sprout size={26} />
        {brandName(company.data?.name ?? '')}
      </span>
      {PLACES.map((place) => (
        <Link
          key={place.key}
          to={place.to}
          className="thumb-bar__place"
          aria-current={active === place.key ? 'page' : undefined}
        >
          <place.icon size={24} stroke={active === place.key ? 2 : 1.6} aria-hidden />
          {t(`place.${place.key}`)}
        </Link>
      ))}
    </nav>
  )
}
