import { useTranslation } from 'react-i18next'
import { OwnAccount } from '#kit/own-account.tsx'
import { PageHead } from '../page-head.tsx'

/** The own account of a member of staff. */
export function Component() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('kit.account.title')} lead={t('kit.account.lead')} />
      <div style={{ maxWidth: 560 }}>
        <OwnAccount />
      </div>
    </>
  )
}
