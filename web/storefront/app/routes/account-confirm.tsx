import { useTranslation } from 'react-i18next'
import { useActionData, useLoaderData } from 'react-router'
import { confirmLogin } from '#modules/identity/contract.ts'
import { refusedBy, type Refused } from '../form-data.ts'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

export async function loader({ request, context }: PageArgs) {
  return { frame: await loadFrame(context.get(apiContext), request, undefined) }
}

/** Confirms the address. It is pressed, as programs that look at mails open links by themselves. */
export async function action({
  params,
  context,
}: PageArgs): Promise<Refused | Readonly<{ confirmed: string }>> {
  try {
    const { login } = await context.get(apiContext)(confirmLogin, { body: { token: params['token'] ?? '' } })
    return { confirmed: login }
  } catch (error) {
    return refusedBy(error, {}, [])
  }
}

export default function Confirm() {
  const { frame } = useLoaderData<typeof loader>()
  const outcome = useActionData<Awaited<ReturnType<typeof action>>>()
  const { t } = useTranslation()
  const confirmed = outcome && 'confirmed' in outcome ? outcome.confirmed : undefined
  const failure = outcome && 'failure' in outcome ? outcome.failure : undefined
  return (
    <ShopPage frame={frame} title={t('account.confirmTitle')} isPrivate>
      <form className="shop-form join" method="post">
        <h1>{t('account.confirmTitle')}</h1>
        {failure === undefined ? null : (
          <p className="notice notice--harm" role="alert">
            {failure}
          </p>
        )}
        {confirmed === undefined ? (
          <>
            <p className="soft">{t('account.confirmBody')}</p>
            <button type="submit" className="button button--wide">
              {t('account.confirmSubmit')}
            </button>
          </>
        ) : (
          <>
            <output className="notice notice--good">{t('account.confirmDone', { email: confirmed })}</output>
            <p>
              <a className="text-link" href="/account">
                {t('account.toAccount')}
              </a>
            </p>
          </>
        )}
      </form>
    </ShopPage>
  )
}
