import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { Empty } from './states.tsx'

/** There is nothing at this address. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <Empty
      title={t('kit.state.notFoundTitle')}
      body={t('kit.state.notFoundBody')}
      action={
        <Button component={Link} to="/">
          {t('kit.state.home')}
        </Button>
      }
    />
  )
}

/** What a page shows when it stops working: what is safe and what to do. */
export function PageProblem() {
  const { t } = useTranslation()
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  return (
    <Empty
      title={t('kit.state.brokeTitle')}
      body={t('kit.state.brokeBody')}
      action={<Button onClick={() => window.location.reload()}>{t('kit.state.reload')}</Button>}
    />
  )
}
