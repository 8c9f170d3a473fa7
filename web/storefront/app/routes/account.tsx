import { useTranslation } from 'react-i18next'
import { redirect, useLoaderData } from 'react-router'
import { signOut } from '#modules/identity/contract.ts'
import { myOrders } from '#modules/orders/contract.ts'
import { listPrepared } from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'
import { DateText } from '#kit/date-text.tsx'
import { Money } from '#kit/money.tsx'
import { accountFrame } from '../account.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { PreparedBasket } from '../parts/prepared-basket.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { apiContext } from '../shop-context.ts'

const ROWS = 10

export async function loader({ request, context }: PageArgs) {
  const frame = await accountFrame({ request, context })
  const asked = Math.trunc(Number(new URL(request.url).searchParams.get('page')) || 1)
  const page = Math.min(Math.max(1, asked), 10_000)
  const api = context.get(apiContext)
  const [list, { prepared }] = await Promise.all([
    api(myOrders, { query: { role: 'bought', page, rows: ROWS } }),
    api(listPrepared, {}),
  ])
  return { frame, list, prepared, page }
}

/** Signs out. */
export async function action({ context }: PageArgs): Promise<Response> {
  await context.get(apiContext)(signOut, {})
  return redirect('/')
}

export default function Account() {
  const { frame, list, prepared, page } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const last = Math.max(1, Math.ceil(list.total / ROWS))
  return (
    <ShopPage frame={frame} title={t('account.title')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('account.hello', { name: frame.customer.givenName })}</h1>
      </div>
      <AccountNav at="orders" />
      {prepared.map((one) => (
        <PreparedBasket key={one.draft} prepared={one} />
      ))}
      <h2 className="account-head">{t('account.orders')}</h2>
      {list.rows.length === 0 ? (
        <div className="shop-nothing">
          <p>{t('account.noOrders')}</p>
          <a className="button" href={frame.root === '' ? '/' : frame.root}>
            {t('basket.goOn')}
          </a>
        </div>
      ) : (
        <ul className="order-rows">
          {list.rows.map((order) => (
            <OrderRow key={order.code} order={order} />
          ))}
        </ul>
      )}
      {last === 1 ? null : (
        <nav className="pages" aria-label={t('list.pages')}>
          {page > 1 ? (
            <a className="button button--plain" rel="prev" href={`/account?page=${page - 1}`}>
              {t('kit.table.previous')}
            </a>
          ) : (
            <span />
          )}
          <span className="number">{t('list.page', { page, last })}</span>
          {page < last ? (
            <a className="button button--plain" rel="next" href={`/account?page=${page + 1}`}>
              {t('kit.table.next')}
            </a>
          ) : (
            <span />
          )}
        </nav>
      )}
      <p className="small quiet account-foot">{t('account.joinHow')}</p>
    </ShopPage>
  )
}

type Row = Inside<typeof myOrders, 'response'>['rows'][number]

function OrderRow({ order }: { order: Row }) {
  const { t } = useTranslation()
  const { code, placedAt, total, pieces, state, progress } = order
  return (
    <li>
      <a className="order-row" href={`/account/orders/${code}`}>
        <span className="strong">{t('order.title', { code })}</span>
        <strong>
          <Money value={total} />
        </strong>
        <span className="small quiet">
          <DateText at={placedAt} />, {t('order.pieces', { count: pieces })}
        </span>
        <span className="small quiet">
          {state === 'placed' ? t(`account.progress.${progress}`) : t(`account.states.${state}`)}
        </span>
      </a>
    </li>
  )
}
