import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { showApplicationState, withdrawApplication } from '#modules/field/contract.ts'
import { Sprout } from '#kit/brand.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame, orNotFound } from '../shop.ts'
import { refusedBy } from '../form-data.ts'
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

/** Takes the application back, and shows how it stands then. */
export async function action({ request, context, params }: PageArgs) {
  const asked = withdrawApplication.params.safeParse({ application: params['application'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  try {
    await context.get(apiContext)(withdrawApplication, { params: asked.data })
  } catch (error) {
    return refusedBy(error, {}, [])
  }
  return redirect(new URL(request.url).pathname)
}

/** How an application stands. People ask again when they like: a page that reloads by itself interrupts who listens to it. */
export default function Waiting() {
  const { frame, state, path } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { t } = useTranslation()
  return (
    <ShopPage frame={frame} title={t(`waiting.title.${state.state}`)}>
      <div className="join join--waiting">
        <Sprout size={56} />
        <h1>{t(`waiting.title.${state.state}`)}</h1>
        <p className="soft">{t(`waiting.body.${state.state}`, { name: state.sponsorName })}</p>
        {refused?.failure === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {refused.failure}
          </p>
        )}
        {state.state === 'waiting' ? (
          <>
            <a className="button button--plain button--wide" href={path}>
              {t('waiting.again')}
            </a>
            <details>
              <summary>{t('waiting.withdraw')}</summary>
              <form method="post">
                <p className="soft">{t('waiting.withdrawBody')}</p>
                <button type="submit" className="button button--plain button--wide">
                  {t('waiting.withdrawAct')}
                </button>
              </form>
            </details>
          </>
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
