import { useTranslation } from 'react-i18next'
import { redirect, useLoaderData } from 'react-router'
import { payMyOrderByCard, payShopOrderByCard } from '#modules/orders/contract/card.ts'
import { ApiRefusal, type Api } from '#kit/api.ts'
import { Money } from '#kit/money.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext, officeApiContext, originContext } from '../shop-context.ts'

/**
 * Pays an order by card: by the secret of its page, or by its code for whoever is signed in to the shop or the office. Whoever comes back
 * from paying comes here too, so that what was paid is asked for at once and not waited for.
 */
export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const order = params['order'] ?? ''
  const [frame, { paying, back }] = await Promise.all([
    loadFrame(api, request, undefined),
    begin(order, api, context.get(officeApiContext)),
  ])
  if (paying.state === 'paid') throw redirect(back)
  return { frame, paying, back, here: `${context.get(originContext)}/pay/${order}` }
}

async function begin(order: string, shop: Api, office: Api) {
  const byCode = payMyOrderByCard.params.safeParse({ code: order })
  if (byCode.success) {
    const ask = { params: byCode.data }
    const own = await orMissing(shop(payMyOrderByCard, ask))
    if (own) return { paying: own, back: `/account/orders/${order}` }
    const mine = await orMissing(office(payMyOrderByCard, ask))
    if (mine) return { paying: mine, back: `/office/sell/orders/${order}` }
  }
  const byStatus = payShopOrderByCard.params.safeParse({ status: order })
  const paying = byStatus.success
    ? await orMissing(shop(payShopOrderByCard, { params: byStatus.data }))
    : undefined
  if (!paying) throw new Response(null, { status: 404 })
  return { paying, back: `/order/${order}?placed=1` }
}

/** Nothing where the viewer may not see it, or is not signed in there. */
async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiRefusal && error.status < 500) return undefined
    throw error
  }
}

/** The provider's own script, and the frames in which it takes the card, are let in here and nowhere else. */
export function headers() {
  return {
    'content-security-policy': [
      "default-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data: https://*.stripe.com",
      "object-src 'none'",
      "script-src 'self' https://js.stripe.com",
      "style-src 'self' 'unsafe-inline'",
      'frame-src https://js.stripe.com https://hooks.stripe.com',
      "connect-src 'self' https://api.stripe.com",
    ].join(';'),
  }
}

export default function Pay() {
  const { frame, paying, back, here } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { confirm, problem, state } = paying
  return (
    <ShopPage frame={frame} title={t('pay.title', { code: paying.order })} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('pay.title', { code: paying.order })}</h1>
      </div>
      <div className="shop-card pay-card">
        <p>
          {t('pay.amount')}{' '}
          <strong>
            <Money value={paying.amount} />
          </strong>
        </p>
        {state === 'to_confirm' ? <p className="notice">{t('pay.confirm')}</p> : null}
        {problem === null ? null : (
          <p className="notice notice--harm" role="alert">
            {t('pay.problem', { problem })}
          </p>
        )}
        {confirm === null ? (
          <>
            <p className="notice">
              {t(`pay.states.${state === 'to_pay' || state === 'to_confirm' ? 'unknown' : state}`)}
            </p>
            <a className="button button--wide" href={here}>
              {t('pay.look')}
            </a>
          </>
        ) : confirm.simulator === null ? (
          <form
            data-island="pay-card"
            data-key={confirm.publishableKey}
            data-secret={confirm.clientSecret}
            data-back={here}
            data-confirm={state === 'to_confirm' ? '' : undefined}
            data-broken={t('pay.broken')}
          >
            <noscript>{t('pay.needsScript')}</noscript>
            <div data-fields />
            <p className="notice notice--harm" role="alert" data-problem hidden />
            <button type="submit" className="button button--wide" disabled>
              {state === 'to_confirm' ? (
                t('pay.confirmAct')
              ) : (
                <>
                  {t('pay.pay')} <Money value={paying.amount} />
                </>
              )}
            </button>
          </form>
        ) : (
          <>
            <p className="notice">{t('pay.simulated')}</p>
            <a className="button button--wide" href={`${confirm.simulator}?back=${encodeURIComponent(here)}`}>
              {t(state === 'to_confirm' ? 'pay.confirmAct' : 'pay.toSimulator')}
            </a>
          </>
        )}
        <a className="text-link small" href={back}>
          {t('pay.later')}
        </a>
      </div>
    </ShopPage>
  )
}
