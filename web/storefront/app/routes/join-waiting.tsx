import { useTranslation } from 'react-i18next'
import { useLoaderData } from 'react-router'
import { showApplicationState } from '#modules/field/contract.ts'
import { Sprout } from '#kit/brand.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame, orNotFound } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const asked = showApplicationState.params.safeParse({ application: params['application'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  const [frame, state] = await Promise.all([
    loadFrame(api, request, undefined),
    orNotFound(api(showApplicationState, { params: asked.data })),
  ])
  return { frame, state, path: new URL(request.url).pathname }
}

/** How an application stands. People ask again when they like: a page that reloads by itself interrupts who listens to it. */
export default function Waiting() {
  const { frame, state, path } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <ShopPage frame={frame} title={t(`waiting.title.${state.state}`)}>
      <div className="join join--waiting">
        <Sprout size={56} />
        <h1>{t(`waiting.title.${state.state}`)}</h1>
        <p className="soft">{t(`waiting.body.${state.state}`, { name: state.sponsorName })}</p>
        {state.state === 'waiting' ? (
          <a className="button button--plain button--wide" href={path}>
            {t('waiting.again')}
          </a>
        ) : null}
        {state.state === 'approved' ? (
          <a className="button button--wide" href="/office/sign-in">
            {t('waiting.signIn')}
          </a>
        ) : null}
      </div>
    </ShopPage>
  )
}
