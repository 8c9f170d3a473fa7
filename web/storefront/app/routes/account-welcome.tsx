import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { consumeLink, lookAtLink } from '#modules/identity/contract.ts'
import { ApiRefusal } from '#kit/api.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { NewPasswordField } from '../parts/person-fields.tsx'
import { LinkGone } from '../parts/link-gone.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { useProblem } from '../parts/use-problem.ts'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const shape = consumeLink.body.pick({ password: true })

/** The page behind the link to a new password; whoever holds a link of another app is told that it is none. */
export async function loader({ request, params, context }: PageArgs) {
  const api = context.get(apiContext)
  const frame = await loadFrame(api, request, undefined)
  const { token = '' } = params
  try {
    const { realm, login, purpose } = await api(lookAtLink, { body: { token } })
    const isHere = realm === 'customer' && purpose !== 'confirm_login'
    return { frame, login: isHere ? login : null }
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    return { frame, login: null }
  }
}

/** Sets the password and signs in. It is never shown again. */
export async function action({ request, params, context }: PageArgs): Promise<Response | Refused> {
  const { password = '' } = await formTexts(request)
  const parsed = shape.safeParse({ password })
  if (!parsed.success) return { typed: {}, problems: problemsOf(parsed.error), failure: undefined }
  try {
    await context.get(apiContext)(consumeLink, { body: { token: params['token'] ?? '', password } })
    return redirect('/account')
  } catch (error) {
    return refusedBy(error, {}, ['password'])
  }
}

export default function Welcome() {
  const { frame, login } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { t } = useTranslation()
  const problem = useProblem(refused)
  return (
    <ShopPage frame={frame} title={t('account.welcomeTitle')} isPrivate>
      {login === null ? (
        <LinkGone />
      ) : (
        <form className="shop-form join" method="post" noValidate>
          <h1>{t('account.welcomeTitle')}</h1>
          <p className="soft">{t('account.welcomeFor', { email: login })}</p>
          {refused?.failure === undefined ? null : (
            <p className="notice notice--harm" role="alert">
              {refused.failure}
            </p>
          )}
          <NewPasswordField label={t('account.newPassword')} problem={problem} />
          <button type="submit" className="button button--wide">
            {t('account.welcomeSubmit')}
          </button>
        </form>
      )}
    </ShopPage>
  )
}
