import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import {
  changeMyPerson,
  forgetMyAddress,
  keepMyAddress,
  listMyAddresses,
  postalAddress,
  putMyAddressFirst,
} from '#modules/field/contract/customers.ts'
import { askConfirmation, changePassword, showSession } from '#modules/identity/contract.ts'
import { shopTaxes } from '#modules/tax/contract.ts'
import type { Inside } from '#shared/contract.ts'
import type { Api } from '#kit/api.ts'
import { accountFrame } from '../account.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { AddressFields } from '../parts/address-fields.tsx'
import { ConfirmNotice } from '../parts/confirm-notice.tsx'
import { Field } from '../parts/field.tsx'
import { NameFields, NewPasswordField, PhoneField } from '../parts/person-fields.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { Regions } from '../parts/region-field.tsx'
import { useProblem } from '../parts/use-problem.ts'
import type { PageArgs } from '../route-args.ts'
import { apiContext } from '../shop-context.ts'

type Texts = Readonly<Record<string, string>>
type Outcome = Refused & Readonly<{ of: string }>

export async function loader({ request, context }: PageArgs) {
  const frame = await accountFrame({ request, context })
  const api = context.get(apiContext)
  const [{ addresses }, { confirmed }, { regions }] = await Promise.all([
    api(listMyAddresses, {}),
    api(showSession, {}),
    api(shopTaxes, { query: { market: frame.market.code } }),
  ])
  return { frame, regions, addresses, confirmed, done: new URL(request.url).searchParams.get('done') }
}

/** Each form of the page says by `of` what it changes. */
export async function action({ request, context }: PageArgs): Promise<Response | Outcome> {
  const { present = '', password = '', ...typed } = await formTexts(request)
  const of = typed['of'] ?? ''
  try {
    const problems = await change(context.get(apiContext), of, { ...typed, present, password })
    if (problems) return { of, typed, problems, failure: undefined }
    return redirect(`/account/details?done=${of}#${of}`)
  } catch (error) {
    return { of, ...refusedBy(error, typed, ['present', 'password']) }
  }
}

/** Does what a form asks for; gives what is wrong with its fields. */
async function change(api: Api, of: string, texts: Texts): Promise<Refused['problems'] | undefined> {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== ''))
  if (of === 'person') {
    const parsed = changeMyPerson.body.safeParse({ ...given, phone: given['phone'] ?? null })
    if (!parsed.success) return problemsOf(parsed.error)
    await api(changeMyPerson, { body: parsed.data })
  } else if (of === 'password') {
    const parsed = changePassword.body.safeParse(given)
    if (!parsed.success) return problemsOf(parsed.error)
    await api(changePassword, { body: parsed.data })
  } else if (of === 'confirm') {
    await api(askConfirmation, {})
  } else if (of === 'address') {
    const parsed = postalAddress.safeParse(given)
    if (!parsed.success) return problemsOf(parsed.error)
    await api(keepMyAddress, { body: parsed.data })
  } else {
    const asked = forgetMyAddress.params.safeParse({ address: texts['address'] })
    if (!asked.success) throw new Response(null, { status: 404 })
    await api(of === 'first' ? putMyAddressFirst : forgetMyAddress, { params: asked.data })
  }
  return undefined
}

export default function Details() {
  const { frame, regions, addresses, confirmed, done } = useLoaderData<typeof loader>()
  const outcome = useActionData<Outcome>()
  const { t } = useTranslation()
  const refusedOf = (of: string): Refused | undefined => (outcome?.of === of ? outcome : undefined)
  return (
    <ShopPage frame={frame} title={t('account.details')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('account.details')}</h1>
      </div>
      <AccountNav at="details" />
      {confirmed ? null : (
        <ConfirmNotice failure={refusedOf('confirm')?.failure} isDone={done === 'confirm'} />
      )}
      <div className="account-forms">
        <PersonForm customer={frame.customer} refused={refusedOf('person')} isDone={done === 'person'} />
        <PasswordForm refused={refusedOf('password')} isDone={done === 'password'} />
        <Addresses addresses={addresses} />
        <AddressForm
          regions={regions}
          countries={frame.countries}
          recipient={frame.customer.displayName}
          country={frame.market.country}
          refused={refusedOf('address')}
        />
      </div>
    </ShopPage>
  )
}

function Told({ refused, isDone }: { refused: Refused | undefined; isDone?: boolean }) {
  const { t } = useTranslation()
  if (refused?.failure !== undefined)
    return (
      <p className="notice notice--harm" role="alert">
        {refused.failure}
      </p>
    )
  return isDone === true ? <output className="notice notice--good">{t('account.saved')}</output> : null
}

type FormProps = Readonly<{ refused: Refused | undefined; isDone?: boolean }>

function PersonForm({
  customer,
  refused,
  isDone = false,
}: FormProps & { customer: Inside<typeof changeMyPerson, 'response'> }) {
  const { t } = useTranslation()
  const { givenName, familyName, phone } = customer
  const known: Readonly<Record<string, string | null>> = { givenName, familyName, phone }
  const fields = {
    value: (name: string) => refused?.typed[name] ?? known[name] ?? '',
    problem: useProblem(refused),
  }
  return (
    <form className="shop-form" method="post" noValidate id="person">
      <h2>{t('account.person')}</h2>
      <input type="hidden" name="of" value="person" />
      <Told refused={refused} isDone={isDone} />
      <NameFields {...fields} />
      <PhoneField {...fields} />
      <p className="small quiet">{t('account.login', { email: customer.email ?? '' })}</p>
      <button type="submit" className="button">
        {t('account.save')}
      </button>
    </form>
  )
}

function PasswordForm({ refused, isDone = false }: FormProps) {
  const { t } = useTranslation()
  const problem = useProblem(refused)
  return (
    <form className="shop-form" method="post" noValidate id="password">
      <h2>{t('account.password')}</h2>
      <input type="hidden" name="of" value="password" />
      <Told refused={refused} isDone={isDone} />
      <Field
        label={t('account.present')}
        name="present"
        type="password"
        autoComplete="current-password"
        required
        error={problem('present')}
      />
      <NewPasswordField label={t('account.newPassword')} problem={problem} />
      <p className="small quiet">{t('account.passwordNote')}</p>
      <button type="submit" className="button">
        {t('account.changePassword')}
      </button>
    </form>
  )
}

type Kept = Inside<typeof listMyAddresses, 'response'>['addresses']

function Addresses({ addresses }: { addresses: Kept }) {
  const { t } = useTranslation()
  const countries = new Intl.DisplayNames(['en'], { type: 'region' })
  return (
    <section id="addresses">
      <h2 className="account-head">{t('account.addresses')}</h2>
      {addresses.length === 0 ? <p className="quiet">{t('account.noAddresses')}</p> : null}
      <ul className="address-rows">
        {addresses.map(({ address, first, recipient, line1, line2, postalCode, city, region, country }) => (
          <li key={address}>
            <address>
              <strong>{recipient}</strong>
              {first ? <span className="shop-label">{t('account.first')}</span> : null}
              <br />
              {line1}
              {line2 === undefined ? null : `, ${line2}`}
              <br />
              {postalCode} {city}, {region === undefined ? null : `${region}, `}
              {countries.of(country) ?? country}
            </address>
            <div className="address-rows__acts">
              {first ? null : <AddressAct of="first" address={address} label={t('account.putFirst')} />}
              <AddressAct of="forget" address={address} label={t('account.forget')} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function AddressAct({ of, address, label }: { of: 'first' | 'forget'; address: string; label: string }) {
  return (
    <form method="post">
      <input type="hidden" name="of" value={of} />
      <input type="hidden" name="address" value={address} />
      <button type="submit" className="button button--plain">
        {label}
      </button>
    </form>
  )
}

function AddressForm({
  countries,
  regions,
  recipient,
  country,
  refused,
}: FormProps & { countries: readonly string[]; regions: Regions; recipient: string; country: string }) {
  const { t } = useTranslation()
  const problem = useProblem(refused)
  const typed = (name: string) => refused?.typed[name] ?? ''
  return (
    <form className="shop-form" method="post" noValidate id="address">
      <h2>{t('account.addAddress')}</h2>
      <input type="hidden" name="of" value="address" />
      <Told refused={refused} />
      <Field
        label={t('checkout.name')}
        name="recipient"
        autoComplete="name"
        required
        defaultValue={typed('recipient') || recipient}
        error={problem('recipient')}
      />
      <AddressFields
        countries={countries}
        regions={regions}
        value={(name) => typed(name) || (name === 'country' ? country : '')}
        problem={problem}
      />
      <button type="submit" className="button">
        {t('account.keepAddress')}
      </button>
    </form>
  )
}
