import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { findShops } from '#modules/field/contract/faces.ts'
import { Portrait } from '#kit/art/portrait.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { FindForm } from '../parts/find-form.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

/** The way to the distributor whom somebody knows. */
export async function loader({ request, context }: PageArgs) {
  const api = context.get(apiContext)
  const typed = new URL(request.url).searchParams.get('search')?.slice(0, 60) ?? ''
  const asked = findShops.query.safeParse({ search: typed })
  const frame = await loadFrame(api, request, undefined)
  const shops = asked.success ? (await api(findShops, { query: asked.data })).shops : undefined
  return { frame, search: typed, shops }
}

export default function Find() {
  const { frame, search, shops } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <ShopPage frame={frame} title={t('find.title')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('find.title')}</h1>
      </div>
      <FindForm search={search} />
      {shops === undefined ? null : shops.length === 0 ? (
        <p className="shop-nothing">{t('find.none', { search })}</p>
      ) : (
        <ul className="shop-rows">
          {shops.map(({ shopName, displayName, photo }) => (
            <li key={shopName}>
              <a href={`/${shopName}`}>
                <span className="shop-rows__face">
                  {photo ? (
                    <Photo image={photo} folder="shop-photos" sizes="64px" alt="" />
                  ) : frame.company.demonstration ? (
                    <Portrait name={displayName} alt="" />
                  ) : (
                    <PersonMark size={64} person={{ name: displayName, health: 'active' }} silent />
                  )}
                </span>
                <span className="strong">{displayName}</span>
                <span className="small quiet">/{shopName}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p className="small quiet find-note">{t('find.without', { company: frame.company.name })}</p>
    </ShopPage>
  )
}
