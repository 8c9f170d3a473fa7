import { Burger, Drawer, Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { Fragment, lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { showCompany } from '#modules/company/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { ApiRefusal } from '#kit/api.ts'
import { Sprout } from '#kit/brand.tsx'
import { brandName, initials } from '#kit/format.ts'
import { usePalette } from '#kit/palette.tsx'
import { mayDo, useSession, useSignOut } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { TimeZone } from '#kit/time-zone.ts'
import { ClockBanner } from './clock-banner.tsx'
import { activePlace, PLACES, type Place } from './places.ts'

export { PageProblem as ErrorBoundary } from '#kit/problem-page.tsx'

type Viewer = Readonly<{ name: string; login: string }>

const FindPalette = lazy(async () => ({ default: (await import('./find-palette.tsx')).FindPalette }))

/** On narrower screens the way through the console is in a drawer, as its style sheet says. */
const WIDE = '(width > 900px)'
const DENSITIES = ['airy', 'dense'] as const

/** The console around every page: work on the left, path and search above. Without a session it leads to sign-in. */
export function Component() {
  const staff = useSession()
  const company = useAnswer(showCompany, {})
  const { pathname } = useLocation()
  if (staff.error instanceof ApiRefusal && staff.error.status === 401) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname)}`} replace />
  }
  return (
    <Answer asked={staff}>
      {(viewer) => (
        <TimeZone value={company.data?.markets[0]?.timeZone}>
          <Shell viewer={viewer} />
        </TimeZone>
      )}
    </Answer>
  )
}

function Shell({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const [density, setDensity] = useLocalStorage<(typeof DENSITIES)[number]>({
    key: 'console-density',
    defaultValue: 'dense',
  })
  const [menu, { open, close }] = useDisclosure(false)
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false })
  return (
    <div className="console" data-density={density}>
      <a className="skip-link" href="#content">
        {t('kit.shell.skip')}
      </a>
      {isWide ? (
        <aside className="rail">
          <Brand />
          <Rail onGo={close} />
          <Account viewer={viewer} />
        </aside>
      ) : null}
      <Drawer opened={menu} onClose={close} size={260} padding={0} title={<Brand />}>
        <Rail onGo={close} />
        <Account viewer={viewer} />
      </Drawer>
      <div className="console__main">
        <header className="bar">
          <Burger
            className="bar__menu"
            opened={menu}
            onClick={open}
            size="sm"
            aria-label={t('kit.shell.menu')}
          />
          <Crumbs />
          <Finder />
          {isWide ? (
            <SegmentedControl
              className="bar__density"
              size="xs"
              role="radiogroup"
              aria-label={t('kit.shell.density')}
              data={DENSITIES.map((value) => ({ value, label: t(`kit.shell.${value}`) }))}
              value={density}
              onChange={(value) => setDensity(value === 'airy' ? 'airy' : 'dense')}
            />
          ) : null}
        </header>
        <ClockBanner />
        <main id="content" className="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <ScrollRestoration />
    </div>
  )
}

function Brand() {
  const { t } = useTranslation()
  const company = useAnswer(showCompany, {})
  return (
    <Link to="/" className="brand plain-link">
      <Sprout size={26} />
      <span>
        <span className="brand__name">{brandName(company.data?.name ?? '')}</span>
        {company.data?.demonstration === true ? (
          <span className="brand__note">{t('shell.demoCompany')}</span>
        ) : null}
      </span>
    </Link>
  )
}

function Rail({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const active = activePlace(pathname)
  const session = useSession()
  const places = PLACES.filter((place) => place.right === undefined || mayDo(session.data, place.right))
  return (
    <nav className="rail__nav" aria-label={t('kit.shell.mainNavigation')}>
      <ul className="rail__stem">
        {places.map((place) => (
          <li key={place.key}>
            <Link
              to={place.to}
              className="rail__place"
              aria-current={active?.place.key === place.key ? 'page' : undefined}
              onClick={onGo}
            >
              <place.icon size={16} stroke={1.5} aria-hidden />
              {t(`place.${place.key}`)}
            </Link>
            {active?.place.key === place.key ? (
              <Parts place={place} current={active.part} onGo={onGo} />
            ) : null}
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Parts({ place, current, onGo }: { place: Place; current: string | undefined; onGo: () => void }) {
  const { t } = useTranslation()
  if (place.parts.length === 0) return null
  return (
    <ul>
      {place.parts.map((part) => (
        <li key={part.key}>
          <Link
            to={part.to}
            className="rail__part"
            aria-current={current === part.key ? 'page' : undefined}
            onClick={onGo}
          >
            {t(`place.${part.key}`)}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Account({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const signOut = useSignOut('/console/sign-in')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton className="rail__account">
          <span className="rail__initials" aria-hidden="true">
            {initials(viewer.name)}
          </span>
          <span>
            <span className="strong small">{viewer.name}</span>
            <span className="rail__role">{viewer.login}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('kit.shell.scheme')}</Menu.Label>
        {(['light', 'dark', 'auto'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? '✓' : undefined}
          >
            {t(`kit.shell.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/account">
          {t('kit.account.title')}
        </Menu.Item>
        <Menu.Item onClick={signOut}>{t('kit.shell.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Crumbs() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const active = activePlace(pathname)
  if (!active) return <div className="crumbs" />
  const part = active.place.parts.find((candidate) => candidate.key === active.part)
  const trail = [active.place, ...(part ? [part] : [])]
  return (
    <nav className="crumbs" aria-label={t('kit.shell.path')}>
      {trail.map((step, index) => (
        <Fragment key={step.key}>
          {index > 0 ? <span aria-hidden="true">/</span> : null}
          {index === trail.length - 1 && step.to === pathname ? (
            <span className="strong" aria-current="page">
              {t(`place.${step.key}`)}
            </span>
          ) : (
            <Link to={step.to}>{t(`place.${step.key}`)}</Link>
          )}
        </Fragment>
      ))}
    </nav>
  )
}

function Finder() {
  const { t } = useTranslation()
  const { opened, open, close } = usePalette()
  const [wasOpened, setWasOpened] = useState(opened)
  if (opened && !wasOpened) setWasOpened(true)
  return (
    <>
      <button type="button" className="finder" onClick={open}>
        <IconSearch size={15} aria-hidden />
        <span className="finder__words">{t('kit.palette.open')}</span>
        <kbd className="kbd" aria-hidden="true">
          {t('shell.findKey')}
        </kbd>
      </button>
      {wasOpened ? (
        <Suspense>
          <FindPalette opened={opened} onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}
