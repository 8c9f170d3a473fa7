import { useTranslation } from 'react-i18next'
import { OwnAccount } from '#kit/own-account.tsx'
import { TopBar } from '../parts/top-bar.tsx'

/** The own account of a distributor. */
export function Component() {
  const { t } = useTranslation()
  return (
    <>
      <TopBar title={t('kit.account.title')} back="/" />
      <section className="section" style={{ paddingTop: 0 }}>
        <OwnAccount />
      </section>
    </>
  )
}
