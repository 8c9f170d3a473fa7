import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { showMyInvite } from '#modules/field/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { CopyLink } from '#kit/copy-link.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { PageTitle } from '../parts/top-bar.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { ShareButton } from '../parts/share-button.tsx'

/** What a distributor gives away: the shop's link, the invite link, both as a code to scan; and orders to report. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(showMyInvite, {})
  const [which, setWhich] = useState('shop')
  return (
    <>
      <PageTitle title={t('place.sell')} />
      <div className="section" style={{ paddingTop: 0 }}>
        <SegmentedControl
          fullWidth
          size="md"
          role="radiogroup"
          aria-label={t('sell.which')}
          data={[
            { value: 'shop', label: t('sell.shop') },
            { value: 'invite', label: t('sell.invite') },
          ]}
          value={which}
          onChange={setWhich}
        />
      </div>
      <Answer asked={asked}>
        {(invite) => {
          const path = which === 'shop' ? invite.shopPath : invite.joinPath
          if (path === null) return <Empty title={t('sell.noShopTitle')} body={t('sell.noShopBody')} />
          const link = window.location.origin + path
          return (
            <section className="section section--line">
              <div className="stack">
                <p className="soft">{t(which === 'shop' ? 'sell.shopBody' : 'sell.inviteBody')}</p>
                <QrCode text={link} label={t('sell.code', { link })} />
                <CopyLink link={link} />
                <ShareButton
                  link={link}
                  title={t(which === 'shop' ? 'sell.shareShop' : 'sell.shareInvite')}
                />
              </div>
            </section>
          )
        }}
      </Answer>
      <section className="section">
        <div className="acts">
          <Button component={Link} to="/sell/report" size="lg">
            {t('sell.report')}
          </Button>
          <Button component={Link} to="/sell/report?for=self" size="lg" variant="default">
            {t('sell.forMe')}
          </Button>
          <Link className="list-row" to="/sell/drafts" style={{ paddingInline: 0 }}>
            <span className="strong">{t('drafts.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/shop" style={{ paddingInline: 0 }}>
            <span className="strong">{t('myShop.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/pick-up" style={{ paddingInline: 0 }}>
            <span className="strong">{t('pickUp.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/parties" style={{ paddingInline: 0 }}>
            <span className="strong">{t('parties.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/customers" style={{ paddingInline: 0 }}>
            <span className="strong">{t('customers.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/autoships" style={{ paddingInline: 0 }}>
            <span className="strong">{t('autoship.title')}</span>
            <span aria-hidden="true">›</span>
          </Link>
          <Link className="list-row" to="/sell/orders" style={{ paddingInline: 0 }}>
            <span className="strong">{t('sell.orders')}</span>
            <span aria-hidden="true">›</span>
          </Link>
        </div>
      </section>
    </>
  )
}
