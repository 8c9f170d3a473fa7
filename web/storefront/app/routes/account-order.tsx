import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { myOrderDocuments, printMyDocument } from '#modules/billing/contract.ts'
import { myOrder } from '#modules/orders/contract.ts'
import { endpointPath } from '#kit/api.ts'
import { accountFrame } from '../account.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { OrderView } from '../parts/order-view.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { orNotFound } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context, params }: PageArgs) {
  const frame = await accountFrame({ request, context })
  const asked = myOrder.params.safeParse({ code: params['order'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  const api = context.get(apiContext)
  const { code } = asked.data
  const order = await orNotFound(api(myOrder, { params: { code }, query: {} }))
  const { documents } = await api(myOrderDocuments, { params: { code } })
  const papers = documents.map(({ document, kind, number }) => ({
    kind,
    number,
    href: endpointPath(printMyDocument, { params: { code, document } }),
  }))
  return { frame, order, papers }
}

export default function AccountOrder() {
  const { frame, order, papers } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const title = order.state === 'placed' ? 'order.title' : (`order.${order.state}` as const)
  return (
    <ShopPage frame={frame} title={t(title, { code: order.code })} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t(title, { code: order.code })}</h1>
      </div>
      <AccountNav at="order" />
      <OrderView frame={frame} order={order} note={t('order.later')} papers={papers} />
    </ShopPage>
  )
}
