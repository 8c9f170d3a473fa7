import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { askNewPassword } from '#modules/identity/contract.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { Field } from '../parts/field.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { useProblem } from '../parts/use-problem.ts'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const shape = askNewPassword.body.omit({ realm: true })

export async function loader({ request, context }: PageArgs) {
  const frame = await loadFrame(context.get(apiContext), request, undefined)
  if (frame.customer) throw redirect('/account/details#password')
  return { frame }
}

/** Asks for the link. What is answered says nothing about whether there is such an account. */
export async function action({ request, context }: PageArgs): Promise<Refused | Readonly<{ asked: string }>> {
  const typed = await formTexts(request)
  const parsed = shape.safeParse(typed)
  if (!parsed.success) return { typed, problems: problemsOf(parsed.error), failure: undefined }
  try {
    await context.get(apiContext)(askNewPassword, { body: { realm: 'customer', ...parsed.data } })
    return { asked: parsed.data.login }
  } catch (error) {
    return refusedBy(error, typed, ['login'])
  }
}

export default function Forgotten() {
  const { frame } = useLoaderData<typeof loader>()
  const outcome = useActionData<Awaited<ReturnType<typeof action>>>()
  const { t } = useTranslation()
  const asked = outcome && 'asked' in outcome ? outcome.asked : undefined
  const refused = outcome && 'typed' in outcome ? outcome : undefined
  const problem = useProblem(refused)
  return (
    <ShopPage frame={frame} title={t('account.forgottenTitle')} isPrivate>
      <form className="shop-form join" method="post" noValidate>
        <h1>{t('account.forgottenTitle')}</h1>
        {asked === undefined ? (
          <>
            <p className="soft">{t('account.forgottenBody')}</p>
            {refused?.failure === undefined ? null : (
              <p className="notice notice--harm" role="alert">
                {refused.failure}
              </p>
            )}
            <Field
              label={t('checkout.email')}
              name="login"
              type="email"
              autoComplete="username"
              required
              defaultValue={refused?.typed['login'] ?? ''}
              error={problem('login')}
            />
            <button type="submit" className="button button--wide">
              {t('account.forgottenSubmit')}
            </button>
          </>
        ) : (
          <output className="notice notice--good">{t('account.forgottenDone', { email: asked })}</output>
        )}
        <p>
          <a className="text-link" href="/account/sign-in">
            {t('account.signIn')}
          </a>
        </p>
      </form>
    </ShopPage>
  )
}
