import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { listMyAddresses } from '#modules/field/contract/customers.ts'
import {
  actOnMyAutoship,
  beginMyAutoship,
  changeMyAutoship,
  listMyAutoships,
} from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import type { Api } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Money } from '#kit/money.tsx'
import { accountFrame } from '../account.ts'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { AccountNav } from '../parts/account-nav.tsx'
import { WhenFields } from '../parts/autoship-fields.tsx'
import { Field } from '../parts/field.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import { useProblem } from '../parts/use-problem.ts'
import { choiceOf, rhythmOf } from '../rhythm.ts'
import type { PageArgs } from '../route-args.ts'
import { apiContext } from '../shop-context.ts'

type Texts = Readonly<Record<string, string>>
type Autoship = Inside<typeof listMyAutoships, 'response'>['autoships'][number]
type Outcome = Refused & Readonly<{ about: string }>

export async function loader({ request, context }: PageArgs) {
  const frame = await accountFrame({ request, context })
  const api = context.get(apiContext)
  const [{ autoships }, { addresses }] = await Promise.all([
    api(listMyAutoships, {}),
    api(listMyAddresses, {}),
  ])
  return { frame, autoships, addresses, done: new URL(request.url).searchParams.get('done') }
}

/** Each form says by `of` what it does, and by `autoship` to which one; what begins names an order instead. */
export async function action({ request, context }: PageArgs): Promise<Response | Outcome> {
  const typed = await formTexts(request)
  const about = typed['autoship'] ?? ''
  try {
    const problems = await answer(context.get(apiContext), typed)
    if (problems) return { about, typed, problems, failure: undefined }
    return redirect(`/account/autoships?done=${about === '' ? 'begun' : about}#${about}`)
  } catch (error) {
    return { about, ...refusedBy(error, typed, ['next']) }
  }
}

async function answer(api: Api, typed: Texts): Promise<Refused['problems'] | undefined> {
  const { of = '', autoship = '', next = '', often = '4' } = typed
  if (of === 'begin') {
    const { order } = typed
    const asked = beginMyAutoship.body.safeParse({ order, next, ...rhythmOf(often, next) })
    if (!asked.success) return problemsOf(asked.error)
    await api(beginMyAutoship, { body: asked.data })
    return undefined
  }
  const params = changeMyAutoship.params.safeParse({ autoship })
  if (!params.success) throw new Response(null, { status: 404 })
  if (of === 'change') return change(api, typed, params.data)
  const asked = actOnMyAutoship.body.safeParse({ act: of, next })
  if (!asked.success) throw new Response(null, { status: 404 })
  await api(actOnMyAutoship, { params: params.data, body: asked.data })
  return undefined
}

async function change(
  api: Api,
  typed: Texts,
  params: { autoship: string },
): Promise<Refused['problems'] | undefined> {
  const { next = '', often = '4', address = '', another = '' } = typed
  const { autoships } = await api(listMyAutoships, {})
  const before = autoships.find(({ autoship }) => autoship === params.autoship)
  const { addresses } = await api(listMyAddresses, {})
  const kept = addresses.find((one) => one.address === address)
  const lines = Object.entries(typed).flatMap(([name, value]) =>
    name.startsWith('pieces-')
      ? [{ product: name.slice('pieces-'.length), quantity: Number(value.trim() || '0') }]
      : [],
  )
  const added = another.replaceAll(/[\s.-]/g, '')
  const body = changeMyAutoship.body.safeParse({
    lines: added === '' ? lines : [...lines, { product: added, quantity: 1 }],
    ...rhythmOf(often, next, before),
    next,
    ...(kept ? { delivery: kept } : {}),
  })
  if (!body.success) return problemsOf(body.error)
  await api(changeMyAutoship, { params, body: body.data })
  return undefined
}

export default function Autoships() {
  const { frame, autoships, addresses, done } = useLoaderData<typeof loader>()
  const outcome = useActionData<Outcome>()
  const { t } = useTranslation()
  const going = autoships.filter(({ state }) => state !== 'ended')
  return (
    <ShopPage frame={frame} title={t('autoship.title')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('autoship.title')}</h1>
      </div>
      <AccountNav at="autoships" />
      {outcome?.about === '' ? <Told refused={outcome} /> : null}
      {done === 'begun' && !outcome ? (
        <output className="notice notice--good">{t('autoship.begun')}</output>
      ) : null}
      {going.length === 0 ? (
        <div className="shop-nothing">
          <p>{t('autoship.none')}</p>
          <a className="button" href="/account">
            {t('account.toOrders')}
          </a>
        </div>
      ) : (
        <div className="account-forms">
          {going.map((one) => (
            <One
              key={one.autoship}
              one={one}
              addresses={addresses}
              refused={outcome?.about === one.autoship ? outcome : undefined}
              isDone={done === one.autoship && !outcome}
            />
          ))}
        </div>
      )}
    </ShopPage>
  )
}

function Told({ refused }: { refused: Refused | undefined }) {
  const { t } = useTranslation()
  const problem = useProblem(refused)
  if (!refused) return null
  const [field] = Object.keys(refused.problems)
  const sentence = refused.failure ?? (field === undefined ? undefined : problem(field))
  return (
    <p className="notice notice--harm" role="alert">
      {sentence ?? t('problem.body')}
    </p>
  )
}

type Kept = Inside<typeof listMyAddresses, 'response'>['addresses']

function One(props: { one: Autoship; addresses: Kept; refused: Refused | undefined; isDone: boolean }) {
  const { one, refused, isDone } = props
  const { t } = useTranslation()
  const [goods] = one.lines
  const title = goods
    ? t('autoship.goods', { name: goods.name, count: one.lines.length - 1 })
    : t('autoship.title')
  return (
    <section id={one.autoship} aria-label={title}>
      <h2 className="account-head">{title}</h2>
      <p className="autoship-when">
        {one.state === 'paused' ? (
          t('autoship.paused')
        ) : (
          <>
            {t('autoship.comes')}{' '}
            <strong>
              <DateText at={Date.parse(one.next)} timeZone="UTC" />
            </strong>
          </>
        )}
        {', '}
        {one.everyWeeks === null
          ? t('autoship.onDay', { day: one.monthDay ?? 1 })
          : t('autoship.every', { count: one.everyWeeks })}
        {one.total === null ? null : (
          <>
            {', '}
            {t('autoship.today')} <Money value={one.total} />
          </>
        )}
      </p>
      {one.problem === null ? null : (
        <output className="notice notice--warn">
          <span>
            {t(`autoship.problems.${one.problem}`)}{' '}
            {one.state === 'paused' ? (
              t('autoship.gaveUp', { count: one.tries + 1 })
            ) : (
              <>
                {t('autoship.again')} <DateText at={Date.parse(one.tryOn)} timeZone="UTC" />.
              </>
            )}
          </span>
        </output>
      )}
      <Told refused={refused} />
      {isDone ? <output className="notice notice--good">{t('account.saved')}</output> : null}
      <div className="address-rows__acts">
        {(one.state === 'paused' ? (['resume'] as const) : (['skip', 'pause'] as const)).map((act) => (
          <Act key={act} act={act} one={one} />
        ))}
      </div>
      <details className="autoship-more" open={refused !== undefined}>
        <summary>{t('autoship.change')}</summary>
        <Change {...props} />
      </details>
      <details className="autoship-more">
        <summary>{t('autoship.end')}</summary>
        <p className="small quiet">{t('autoship.endNote')}</p>
        <Act act="end" one={one} />
      </details>
      {one.orders.length === 0 ? null : (
        <p className="small quiet">
          {t('autoship.came')}{' '}
          {one.orders.map(({ order, date }) => (
            <a key={order} className="text-link" href={`/account/orders/${order}`}>
              <DateText at={Date.parse(date)} timeZone="UTC" />
            </a>
          ))}
        </p>
      )}
    </section>
  )
}

function Act({ act, one }: { act: 'skip' | 'pause' | 'resume' | 'end'; one: Autoship }) {
  const { t } = useTranslation()
  return (
    <form method="post">
      <input type="hidden" name="of" value={act} />
      <input type="hidden" name="autoship" value={one.autoship} />
      <input type="hidden" name="next" value={one.next} />
      <button type="submit" className="button button--plain">
        {t(`autoship.acts.${act}`)}
      </button>
    </form>
  )
}

function Change({
  one,
  addresses,
  refused,
}: {
  one: Autoship
  addresses: Kept
  refused: Refused | undefined
}) {
  const { t } = useTranslation()
  const problem = useProblem(refused)
  const typed = (name: string) => refused?.typed[name]
  return (
    <form className="shop-form" method="post" noValidate>
      <input type="hidden" name="of" value="change" />
      <input type="hidden" name="autoship" value={one.autoship} />
      {one.lines.map(({ product, name, quantity }) => (
        <Field
          key={product}
          label={t('autoship.pieces', { name })}
          name={`pieces-${product}`}
          type="number"
          min={0}
          inputMode="numeric"
          defaultValue={typed(`pieces-${product}`) ?? String(quantity)}
        />
      ))}
      <Field
        label={t('autoship.another')}
        hint={t('autoship.anotherHint')}
        name="another"
        inputMode="numeric"
        defaultValue={typed('another') ?? ''}
      />
      <WhenFields
        id={one.autoship}
        often={typed('often') ?? choiceOf(one)}
        next={typed('next') ?? one.next}
        error={problem('next')}
      />
      <div className="field">
        <label htmlFor={`to-${one.autoship}`}>{t('checkout.where')}</label>
        <select id={`to-${one.autoship}`} name="address" defaultValue={typed('address') ?? ''}>
          <option value="">
            {one.delivery === null
              ? t('autoship.sameAddress')
              : `${one.delivery.recipient}, ${one.delivery.line1}, ${one.delivery.city}`}
          </option>
          {addresses.map(({ address, recipient, line1, city }) => (
            <option key={address} value={address}>
              {`${recipient}, ${line1}, ${city}`}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button">
        {t('account.save')}
      </button>
    </form>
  )
}
