import { useContext, type ReactNode } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { isRouteErrorResponse, Links, Meta, Outlet, useRouteError, useRouteLoaderData } from 'react-router'
import { languageFromAddress, startTexts } from '#kit/texts.ts'
import { EntryScript } from './page-context.ts'
import './styles/shop.css'
import { shopTexts } from './texts/en.ts'

const texts = {
  en: startTexts(shopTexts, 'en'),
  pseudo: startTexts(shopTexts, 'pseudo'),
}

export function loader({ request }: { request: Request }) {
  return { language: languageFromAddress(new URL(request.url).search) }
}

/** The page around every page. Whatever a page does, it does by links and forms; the one script only helps at it. */
export function Layout({ children }: { children: ReactNode }) {
  const loaded = useRouteLoaderData<typeof loader>('root')
  const script = useContext(EntryScript)
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/icon-180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf7" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#121614" />
        <Meta />
        <Links />
      </head>
      <body>
        {script === '' ? null : <script type="module" src={script} />}
        <I18nextProvider i18n={texts[loaded?.language ?? 'en']}>{children}</I18nextProvider>
      </body>
    </html>
  )
}

export default function App() {
  return <Outlet />
}

/** What is shown when there is nothing at an address, or when a page stops. */
export function ErrorBoundary() {
  const { t } = useTranslation()
  const error = useRouteError()
  const missing = isRouteErrorResponse(error) && error.status === 404
  return (
    <main className="shop-problem">
      <title>{t(missing ? 'kit.state.notFoundTitle' : 'kit.state.brokeTitle')}</title>
      <h1>{t(missing ? 'kit.state.notFoundTitle' : 'kit.state.brokeTitle')}</h1>
      <p>{t(missing ? 'kit.state.notFoundBody' : 'problem.body')}</p>
      <a className="button" href="/">
        {t('problem.home')}
      </a>
    </main>
  )
}
