import { useTranslation } from 'react-i18next'
import { useActionData, useLoaderData } from 'react-router'
import { myOrderDocuments, printMyDocument } from '#modules/billing/contract.ts'
import { showClock } from '#modules/company/contract.ts'
import { myOrder } from '#modules/orders/contract.ts'
import { endpointPath, newKey } from '#kit/api.ts'
import { accountFrame } from '../account.ts'
import { formTexts } from '../form-data.ts'
import { answerEdit, type EditOutcome } from '../order-edit.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { WhenFields } from '../parts/autoship-fields.tsx'
import { OrderEdit } from '../parts/order-edit.tsx'
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
  const { now } = await api(showClock, {})
  const { documents } = await api(myOrderDocuments, { params: { code } })
  const papers = documents.map(({ document, kind, number }) => ({
    kind,
    number,
    href: endpointPath(printMyDocument, { params: { code, document } }),
  }))
  const done = new URL(request.url).searchParams.get('done')
  return { frame, order, now, papers, done, key: newKey() }
}

/** Whoever is signed in edits an own order. */
export async function action({ request, context, params }: PageArgs): Promise<Response | EditOutcome> {
  const asked = myOrder.params.safeParse({ code: params['order'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  return answerEdit(context.get(apiContext), asked.data.code, await formTexts(request))
}

export default function AccountOrder() {
  const { frame, order, papers, done, key } = useLoaderData<typeof loader>()
  const outcome = useActionData<EditOutcome>()
  const { t } = useTranslation()
  const title = order.state === 'placed' ? 'order.title' : (`order.${order.state}` as const)
  return (
    <ShopPage frame={frame} title={t(title, { code: order.code })} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t(title, { code: order.code })}</h1>
      </div>
      <AccountNav at="order" />
      {done === 'edited' && !outcome ? (
        <output className="notice notice--good">{t('order.edit.done')}</output>
      ) : null}
      <OrderView
        frame={frame}
        order={order}
        note={t('order.later')}
        papers={papers}
        payAt={`/pay/${order.code}`}
      />
      <OrderEdit order={order} outcome={outcome} formKey={key} />
      <Again order={order.code} />
    </ShopPage>
  )
}

const DAYS_AHEAD = 28
const DAY_MS = 86_400_000

/** Lets the goods of an order come again by themselves. */
function Again({ order }: { order: string }) {
  const { t } = useTranslation()
  const { now } = useLoaderData<typeof loader>()
  return (
    <details className="autoship-more">
      <summary>{t('autoship.begin')}</summary>
      <form className="shop-form" method="post" action="/account/autoships" noValidate>
        <p className="small quiet">{t('autoship.beginNote')}</p>
        <input type="hidden" name="of" value="begin" />
        <input type="hidden" name="order" value={order} />
        <WhenFields
          id="new"
          often="4"
          next={new Date(now + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10)}
          error={undefined}
        />
        <button type="submit" className="button">
          {t('autoship.beginAct')}
        </button>
      </form>
    </details>
  )
}
