import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { signUpCustomer } from '#modules/field/contract/customers.ts'
import { signIn } from '#modules/identity/contract.ts'
import { backFrom } from '../account.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { EmailField, FormFailure, NameFields, NewPasswordField } from '../parts/person-fields.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { useProblem } from '../parts/use-problem.ts'
import type { PageArgs } from '../route-args.ts'
import { loadFrame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const FIELDS = ['givenName', 'familyName', 'email', 'password']
const shape = signUpCustomer.body.pick({ givenName: true, familyName: true, email: true, password: true })

export async function loader({ request, context }: PageArgs) {
  const frame = await loadFrame(context.get(apiContext), request, undefined)
  const back = backFrom(request)
  if (frame.customer) throw redirect(back)
  return { frame, back }
}

/** Opens the account with the distributor in whose shop the customer is, and signs in. The password is never shown again. */
export async function action({ request, context }: PageArgs): Promise<Response | Refused> {
  const api = context.get(apiContext)
  const { password = '', ...typed } = await formTexts(request)
  const parsed = shape.safeParse({ ...typed, password })
  if (!parsed.success) return { typed, problems: problemsOf(parsed.error), failure: undefined }
  const { market, seller } = await loadFrame(api, request, undefined)
  try {
    await api(signUpCustomer, {
      body: {
        ...parsed.data,
        market: market.code,
        ...(seller?.code === undefined ? {} : { seller: seller.code }),
      },
    })
    const { email: login } = parsed.data
    await api(signIn, { body: { realm: 'customer', login, password } })
    return redirect(backFrom(request))
  } catch (error) {
    return refusedBy(error, typed, FIELDS)
  }
}

export default function SignUp() {
  const { frame, back } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { t } = useTranslation()
  const fields = { value: (name: string) => refused?.typed[name] ?? '', problem: useProblem(refused) }
  return (
    <ShopPage frame={frame} title={t('account.signUp')} isPrivate>
      <form className="shop-form join" method="post" noValidate>
        <h1>{t('account.signUp')}</h1>
        <p className="soft">
          {frame.seller
            ? t('account.signUpWith', { name: frame.seller.displayName })
            : t('account.signUpAlone', { company: frame.company.name })}
        </p>
        <NameFields {...fields} />
        <EmailField {...fields} />
        <NewPasswordField label={t('join.password')} problem={fields.problem} />
        <FormFailure refused={refused} />
        <button type="submit" className="button button--wide">
          {t('account.signUp')}
        </button>
        <p>
          {t('account.known')}{' '}
          <a className="text-link" href={`/account/sign-in?back=${encodeURIComponent(back)}`}>
            {t('account.signIn')}
          </a>
        </p>
      </form>
    </ShopPage>
  )
}
