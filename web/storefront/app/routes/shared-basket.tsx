import { useTranslation } from 'react-i18next'
import { data, redirect, useLoaderData } from 'react-router'
import { showShared, takeShared } from '#modules/orders/contract/drafts.ts'
import { ApiRefusal } from '#kit/api.ts'
import { keptBasket } from '../cookies.ts'
import { PreparedLines } from '../parts/prepared-basket.tsx'
import { ShareTags } from '../parts/share-tags.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { keepingShop, loadFrame, orNotFound } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

/** What a distributor put together and gave away by a link. */
export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const { link } = askedLink(params)
  const shared = await orNotFound(api(showShared, { params: { link } }))
  const shop = shared.shopName ?? undefined
  const frame = await loadFrame(api, request, shop)
  const problem = new URL(request.url).searchParams.get('problem')
  return data({ frame, shared, link, problem }, await keepingShop(frame, shop))
}

/** Puts the goods into the shopper's basket and shows that. */
export async function action({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const { link } = askedLink(params)
  const { basket } = await loadFrame(api, request, undefined)
  try {
    const taken = await orNotFound(
      api(takeShared, { params: { link }, body: basket ? { basket: basket.token } : {} }),
    )
    return redirect('/basket', { headers: await keptBasket(taken.token) })
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    return redirect(`/basket/${link}?problem=${encodeURIComponent(error.message)}`)
  }
}

function askedLink(params: PageArgs['params']): { link: string } {
  const asked = showShared.params.safeParse({ link: params['shared'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  return asked.data
}

export default function SharedBasket() {
  const { frame, shared, link, problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { preparedBy, lines } = shared
  const title = preparedBy === null ? t('prepared.byCompany') : t('prepared.by', { name: preparedBy })
  const path = `/basket/${link}`
  return (
    <ShopPage frame={frame} title={title} isPrivate>
      <ShareTags frame={frame} title={title} description={t('prepared.about')} path={path} canonical={path} />
      <div className="shop-title shop-title--page">
        <h1>{title}</h1>
      </div>
      {problem === null ? null : (
        <p className="notice notice--harm" role="alert">
          {problem}
        </p>
      )}
      <section className="shop-card prepared">
        <PreparedLines lines={lines} />
        <form className="party__acts" method="post">
          <button type="submit" className="button">
            {t('prepared.take')}
          </button>
        </form>
        <p className="small quiet">{t('prepared.once')}</p>
      </section>
    </ShopPage>
  )
}
