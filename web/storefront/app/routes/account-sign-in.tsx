import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { signIn } from '#modules/identity/contract.ts'
import { backFrom } from '../account.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { Field } from '../parts/field.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { useProblem } from '../parts/use-problem.ts'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const shape = signIn.body.omit({ realm: true })

export async function loader({ request, context }: PageArgs) {
  const frame = await loadFrame(context.get(apiContext), request, undefined)
  const back = backFrom(request)
  if (frame.customer) throw redirect(back)
  return { frame, back }
}

export async function action({ request, context }: PageArgs): Promise<Response | Refused> {
  const { password = '', ...typed } = await formTexts(request)
  const parsed = shape.safeParse({ ...typed, password })
  if (!parsed.success) return { typed, problems: problemsOf(parsed.error), failure: undefined }
  try {
    await context.get(apiContext)(signIn, { body: { realm: 'customer', ...parsed.data } })
    return redirect(backFrom(request))
  } catch (error) {
    return refusedBy(error, typed, [])
  }
}

export default function SignIn() {
  const { frame, back } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { t } = useTranslation()
  const problem = useProblem(refused)
  return (
    <ShopPage frame={frame} title={t('account.signIn')} isPrivate>
      <form className="shop-form join" method="post" noValidate>
        <h1>{t('account.signIn')}</h1>
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
        <Field
          label={t('join.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={problem('password')}
        />
        <button type="submit" className="button button--wide">
          {t('account.signIn')}
        </button>
        <p>
          {t('account.new')}{' '}
          <a className="text-link" href={`/account/sign-up?back=${encodeURIComponent(back)}`}>
            {t('account.signUp')}
          </a>
        </p>
        <p>
          <a className="text-link" href="/account/forgotten">
            {t('account.forgotten')}
          </a>
        </p>
        <p className="small quiet">{t('account.guestNote')}</p>
      </form>
    </ShopPage>
  )
}
