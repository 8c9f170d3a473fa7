import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { printShopDocument, shopOrderDocuments } from '#modules/billing/contract.ts'
import { myOrder, shopOrderStatus } from '#modules/orders/contract.ts'
import { joinOrder } from '#modules/orders/contract/joined.ts'
import { ApiRefusal, endpointPath, type Api } from '#kit/api.ts'
import { refusedBy, type Refused } from '../form-data.ts'
import { OrderView } from '../parts/order-view.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame, orNotFound } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const asked = askedOrder(params)
  const [frame, order, issued] = await Promise.all([
    loadFrame(api, request, undefined),
    orNotFound(api(shopOrderStatus, { params: asked, query: {} })),
    orNotFound(api(shopOrderDocuments, { params: asked })),
  ])
  const isMine = frame.customer !== undefined && (await isOwnOrder(api, order.code))
  const url = new URL(request.url)
  const papers = issued.documents.map(({ document, kind, number }) => ({
    kind,
    number,
    href: endpointPath(printShopDocument, { params: { ...asked, document } }),
  }))
  return {
    frame,
    order,
    papers,
    status: asked.status,
    isMine,
    placed: url.searchParams.has('placed'),
    path: url.pathname,
  }
}

/** Joins the order to the account that is signed in: whoever has this page's address has the order. */
export async function action({ context, params }: PageArgs): Promise<Response | Refused> {
  const { status } = askedOrder(params)
  try {
    const { order } = await context.get(apiContext)(joinOrder, { body: { status } })
    return redirect(`/account/orders/${order}`)
  } catch (error) {
    return refusedBy(error, {}, [])
  }
}

function askedOrder(params: PageArgs['params']): { status: string } {
  const asked = shopOrderStatus.params.safeParse({ status: params['status'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  return asked.data
}

async function isOwnOrder(api: Api, code: string): Promise<boolean> {
  try {
    await api(myOrder, { params: { code }, query: {} })
    return true
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return false
    throw error
  }
}

export default function Order() {
  const { frame, order, papers, status, isMine, placed, path } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { t } = useTranslation()
  const title =
    order.state === 'placed' ? (placed ? 'order.thanks' : 'order.title') : (`order.${order.state}` as const)
  return (
    <ShopPage frame={frame} title={t(title, { code: order.code })} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t(title, { code: order.code })}</h1>
      </div>
      <OrderView
        frame={frame}
        order={order}
        note={t(placed ? 'order.keep' : 'order.later')}
        papers={papers}
        payAt={`/pay/${status}`}
      />
      <section className="order-join">
        {refused?.failure === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {refused.failure}
          </p>
        )}
        {isMine ? (
          <a className="text-link" href="/account">
            {t('account.toOrders')}
          </a>
        ) : frame.customer ? (
          <form method="post">
            <p className="small quiet">{t('account.joinNote')}</p>
            <button type="submit" className="button button--plain">
              {t('account.join')}
            </button>
          </form>
        ) : (
          <p className="small">
            {t('account.keepOrder')}{' '}
            <a className="text-link" href={`/account/sign-in?back=${encodeURIComponent(path)}`}>
              {t('account.signIn')}
            </a>
          </p>
        )}
      </section>
    </ShopPage>
  )
}
