import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { myOrder } from '#modules/orders/contract.ts'
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
  const order = await orNotFound(context.get(apiContext)(myOrder, { params: asked.data, query: {} }))
  return { frame, order }
}

export default function AccountOrder() {
  const { frame, order } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const title = order.state === 'placed' ? 'order.title' : (`order.${order.state}` as const)
  return (
    <ShopPage frame={frame} title={t(title, { code: order.code })} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t(title, { code: order.code })}</h1>
      </div>
      <AccountNav at="order" />
      <OrderView frame={frame} order={order} note={t('order.later')} payAt={`/pay/${order.code}`} />
    </ShopPage>
  )
}
