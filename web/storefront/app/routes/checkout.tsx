import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { keepMyAddress, listMyAddresses } from '#modules/field/contract/customers.ts'
import { address as addressShape, contact, placeShopOrder } from '#modules/orders/contract.ts'
import { setBasketWay } from '#modules/orders/contract/basket-way.ts'
import { shopPaymentMethods } from '#modules/payments/contract.ts'
import { shopTaxes } from '#modules/tax/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { ApiRefusal, newKey, type Api } from '#kit/api.ts'
import { Money } from '#kit/money.tsx'
import { PromotionHints } from '#kit/promotion-hint.tsx'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { Coupons } from '../parts/basket-promotions.tsx'
import { Field } from '../parts/field.tsx'
import { FormFailure } from '../parts/person-fields.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { Sums } from '../parts/sums.tsx'
import { isPickedUp, pressedWay, WayChoice } from '../parts/ways.tsx'
import { Where, type KeptAddress } from '../parts/where.tsx'
import { useProblem } from '../parts/use-problem.ts'
import { keepPlace } from '../place-step.ts'
import { loadFrame, type Basket, type Frame } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const FIELDS = [
  'name',
  'email',
  'phone',
  'line1',
  'line2',
  'postalCode',
  'city',
  'region',
  'country',
  'ofAge',
  'payment',
]
const withPlace = contact.extend(addressShape.omit({ recipient: true }).shape)

/** What is typed: where all parcels of a party go to its host, or it is picked up, nobody is asked where it goes. */
function readTyped(typed: Readonly<Record<string, string>>, basket: Basket) {
  const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''))
  if (basket.party?.shipsTo === 'host' || isPickedUp(basket)) {
    const parsed = contact.safeParse(filled)
    return parsed.success
      ? { ok: true as const, contact: parsed.data }
      : { ok: false as const, error: parsed.error }
  }
  const parsed = withPlace.safeParse(filled)
  if (!parsed.success) return { ok: false as const, error: parsed.error }
  const { name, email, phone, ...place } = parsed.data
  return { ok: true as const, contact: { name, email, phone }, delivery: { recipient: name, ...place } }
}

export async function loader({ request, context }: PageArgs) {
  const api = context.get(apiContext)
  const frame = await loadFrame(api, request, undefined)
  if (!frame.basket || frame.basket.lines.length === 0) throw redirect('/basket')
  const { market } = frame.basket
  const { methods } = await api(shopPaymentMethods, { query: { market } })
  const { regions } = await api(shopTaxes, { query: { market } })
  const asked = new URL(request.url).searchParams
  const { addresses } = frame.customer ? await api(listMyAddresses, {}) : { addresses: [] }
  const chosen = addresses.find(({ address }) => address === asked.get('address')) ?? addresses[0]
  const coupon = asked.get('problem')
  return { frame, basket: frame.basket, key: newKey(), coupon, methods, addresses, chosen, regions }
}

/** Places the order. The key was made with the page, so that a second press places it once. */
export async function action({ request, context }: PageArgs): Promise<Response | Refused> {
  const api = context.get(apiContext)
  const typed = await formTexts(request)
  const frame = await loadFrame(api, request, undefined)
  if (!frame.basket) return redirect('/basket')
  const way = pressedWay(typed['choose'])
  if (way) {
    await api(setBasketWay, { params: { basket: frame.basket.token }, body: way })
    // The page comes again with the price of that way, and with what was typed.
    return { typed, problems: {}, failure: undefined }
  }
  const parsed = readTyped(typed, frame.basket)
  if (!parsed.ok) return { typed, problems: problemsOf(parsed.error), failure: undefined }
  const { delivery } = parsed
  const { name, email, phone } = parsed.contact
  const minor = typed['total']
  const { minAge } = frame.basket
  if (delivery) await keepPlace(api, frame.basket, delivery)
  // Without a tick nothing is confirmed, and the server says what to do.
  const ofAge = minAge !== null && typed['ofAge'] === String(minAge) ? { ofAge: minAge } : {}
  try {
    const placed = await api(
      placeShopOrder,
      {
        body: {
          basket: frame.basket.token,
          contact: { name, email, ...(phone === undefined ? {} : { phone }) },
          ...(delivery ? { delivery } : {}),
          payment: placeShopOrder.body.shape.payment.catch('pay_later').parse(typed['payment']),
          ...ofAge,
          ...(minor !== undefined && /^\d+$/.test(minor)
            ? { expectedTotal: { minor: BigInt(minor), currency: frame.basket.total.currency } }
            : {}),
        },
      },
      keyOf(typed),
    )
    if (frame.customer && delivery && typed['keep'] !== undefined) await keepAddress(api, delivery)
    return redirect(
      typed['payment'] === 'card' ? `/pay/${placed.status}` : `/order/${placed.status}?placed=1`,
    )
  } catch (error) {
    return refusedBy(error, { ...typed, ...newTotal(error) }, FIELDS)
  }
}

/** What the order comes to by now, where it is not what was seen: prices of another zone, or of another moment. */
function newTotal(error: unknown): Readonly<{ now?: string }> {
  const now =
    error instanceof ApiRefusal && error.code === 'orders.total_changed' ? error.params['minor'] : undefined
  return now === undefined ? {} : { now: String(now) }
}

/** What is to pay: what was told last. */
function totalOf(basket: Basket, refused: Refused | undefined): Basket['total'] {
  const now = refused?.typed['now']
  return now !== undefined && /^\d+$/.test(now) ? { ...basket.total, minor: BigInt(now) } : basket.total
}

/** Keeps where the order goes. The order stands whether or not that works, so that a refusal stops nothing. */
async function keepAddress(api: Api, body: Inside<typeof keepMyAddress, 'body'>): Promise<void> {
  try {
    await api(keepMyAddress, { body })
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
  }
}

/** What the form begins with: of whoever is signed in, name, e-mail and an address that was kept. */
function prefilled(
  frame: Frame,
  address: KeptAddress | undefined,
): Readonly<Record<string, string | undefined>> {
  const { customer, basket } = frame
  const place = basket?.destination
  return {
    country: place?.country ?? frame.market.country,
    region: place?.region,
    postalCode: place?.postalCode,
    name: customer?.displayName,
    email: customer?.email ?? undefined,
    phone: customer?.phone ?? undefined,
    ...(address
      ? {
          name: address.recipient,
          line1: address.line1,
          line2: address.line2,
          postalCode: address.postalCode,
          city: address.city,
          region: address.region,
          country: address.country,
        }
      : {}),
  }
}

function keyOf(typed: Readonly<Record<string, string>>): { key: string } | undefined {
  const { key } = typed
  return key !== undefined && /^[0-9a-f]{32}$/.test(key) ? { key } : undefined
}

export default function Checkout() {
  const { frame, basket, key, coupon, methods, addresses, chosen, regions } = useLoaderData<typeof loader>()
  const actionData = useActionData<Refused>()
  const { t } = useTranslation()
  const refused = actionData
  const total = totalOf(basket, refused)
  const problem = useProblem(refused)
  const typed = (name: string) => refused?.typed[name] ?? ''
  const before = prefilled(frame, chosen)
  const value = (name: string) => (refused ? typed(name) : '') || (before[name] ?? '')
  return (
    <ShopPage frame={frame} title={t('checkout.title')} isPrivate>
      <div className="shop-title shop-title--page">
        <h1>{t('checkout.title')}</h1>
      </div>
      {coupon === null ? null : (
        <p className="notice notice--harm" role="alert">
          {coupon}
        </p>
      )}
      <div className="checkout-promotions">
        <PromotionHints hints={basket.promotions.hints} />
        <Coupons basket={basket} back="/checkout" />
      </div>
      <form className="two-columns" method="post" noValidate>
        <input type="hidden" name="key" value={refused?.typed['key'] ?? key} />
        <input type="hidden" name="total" value={total.minor.toString()} />
        <div className="shop-form">
          <h2>{t('checkout.you')}</h2>
          {frame.customer ? null : (
            <p className="small quiet">
              {t('checkout.asGuest')}{' '}
              <a className="text-link" href="/account/sign-in?back=/checkout">
                {t('account.signIn')}
              </a>
            </p>
          )}
          <Field
            label={t('checkout.name')}
            name="name"
            autoComplete="name"
            required
            defaultValue={value('name')}
            error={problem('name')}
          />
          <Field
            label={t('checkout.email')}
            hint={t('checkout.emailHint')}
            name="email"
            type="email"
            autoComplete="email"
            required
            defaultValue={value('email')}
            error={problem('email')}
          />
          <Field
            label={t('checkout.phone')}
            name="phone"
            type="tel"
            autoComplete="tel"
            defaultValue={value('phone')}
            error={problem('phone')}
          />
          <WayChoice basket={basket} />
          <Where
            frame={frame}
            basket={basket}
            regions={regions}
            addresses={addresses}
            chosen={chosen}
            refused={refused}
            value={value}
            problem={problem}
          />
          {basket.minAge === null ? null : (
            <>
              <h2>{t('checkout.age')}</h2>
              <label className="choice">
                <input
                  type="checkbox"
                  name="ofAge"
                  value={basket.minAge}
                  defaultChecked={typed('ofAge') !== ''}
                  aria-describedby={problem('ofAge') === undefined ? undefined : 'ofAge-problem'}
                />
                <strong>{t('checkout.ofAge', { age: basket.minAge })}</strong>
              </label>
              {problem('ofAge') === undefined ? null : (
                <p id="ofAge-problem" className="notice notice--harm" role="alert">
                  {problem('ofAge')}
                </p>
              )}
            </>
          )}
          <h2>{t('checkout.pay')}</h2>
          {methods.map(({ method, available }, place) => (
            <label key={method} className="choice">
              <input
                type="radio"
                name="payment"
                value={method}
                defaultChecked={typed('payment') === '' ? place === 0 : typed('payment') === method}
              />
              <strong>{t(`checkout.methods.${method}`)}</strong>
              <span className="small quiet">
                {t(`checkout.methodNotes.${method}`)}{' '}
                {available === null ? null : <Money value={available} />}
              </span>
            </label>
          ))}
          {problem('payment') === undefined ? null : (
            <p className="notice notice--harm" role="alert">
              {problem('payment')}
            </p>
          )}
        </div>
        <div className="shop-card">
          <ul className="checkout-lines">
            {basket.lines.map((line) => (
              <li
                key={`${line.campaign?.printed ?? line.product.code} ${line.gift ? line.promotions[0]?.code : ''}`}
              >
                <span>
                  {line.quantity} × {line.product.name}
                </span>
                {line.gift ? t('sums.free') : <Money value={line.total} />}
              </li>
            ))}
          </ul>
          <Sums sums={basket} />
          <FormFailure refused={refused} />
          {total.minor === basket.total.minor ? null : (
            <p className="strong">
              {t('checkout.now')} <Money value={total} />
            </p>
          )}
          {refused && Object.keys(refused.problems).length > 0 ? (
            <p className="notice notice--harm" role="alert">
              {t('checkout.look', { count: Object.keys(refused.problems).length })}
            </p>
          ) : null}
          <button type="submit" className="button button--wide">
            {t('checkout.place')} <Money value={total} />
          </button>
        </div>
      </form>
    </ShopPage>
  )
}
