import { Button, Modal, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { cancelOrder, showOrder } from '#modules/orders/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { GoodsPicture, type ShownImage } from '#kit/goods-picture.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { OffRows } from '#kit/promotion-hint.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import { PageHead } from '../page-head.tsx'
import { OrderReasons } from '../promotions/reasons.tsx'
import { toneOf } from '../words.ts'

/** One order: its lines, sums, volumes and people; it can be taken back as a whole. */
export function Component() {
  const { t } = useTranslation()
  const { code = '' } = useParams()
  const [opened, { open, close }] = useDisclosure(false)
  const session = useSession()
  const asked = useAnswer(showOrder, { params: { code }, query: {} })
  return (
    <Answer asked={asked}>
      {(order) => (
        <>
          <PageHead
            title={t('order.title', { code: order.code })}
            lead={<Badge tone={toneOf(order.state)}>{t(`order.states.${order.state}`)}</Badge>}
            aside={
              order.state === 'placed' ? (
                <Button variant="default" size="xs" onClick={open}>
                  {t('order.cancel')}
                </Button>
              ) : null
            }
          />
          <div className="columns">
            <Panel flush title={t('order.lines')}>
              <section className="table-scroll" aria-label={t('order.lines')} {...scrollable}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{t('order.product')}</th>
                      <th scope="col" className="table__right">
                        {t('order.quantity')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('order.unitPrice')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('order.tax')}
                      </th>
                      <th scope="col" className="table__right">
                        {t('order.total')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {order.lines.map((line) => (
                      <tr
                        key={`${line.campaign?.printed ?? line.product.code} ${line.gift ? line.promotions[0]?.code : ''}`}
                      >
                        <td>
                          <Goods product={line.product} />
                          {line.campaign ? (
                            <div className="tiny quiet">
                              {t('order.printed', {
                                code: line.campaign.printed,
                                catalogue: line.campaign.name,
                              })}
                            </div>
                          ) : null}
                          {line.promotions.map(({ code: promotion, title }) => (
                            <Link
                              key={promotion}
                              className="small off"
                              to={`/promotions/${order.market}/${promotion}`}
                            >
                              {line.gift ? t('order.giftOf', { title }) : title}
                            </Link>
                          ))}
                        </td>
                        <td className="table__right">{line.quantity}</td>
                        <td className="table__right">
                          <Money value={line.unitPrice} />
                        </td>
                        <td className="table__right soft">
                          <Money value={line.tax} />
                        </td>
                        <td className="table__right">
                          <Money value={line.total} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            </Panel>
            <div className="stack">
              <Panel title={t('order.sums')}>
                <dl className="facts">
                  <dt>{t('order.subtotal')}</dt>
                  <dd>
                    <Money
                      value={{ ...order.subtotal, minor: order.subtotal.minor + order.discount.minor }}
                    />
                  </dd>
                  <OffRows lines={order.lines} />
                  <dt>{t('order.shipping')}</dt>
                  <dd>
                    <Money value={order.shipping} />
                  </dd>
                  <dt>{t('order.containedTax')}</dt>
                  <dd>
                    <Money value={order.tax} />
                  </dd>
                  <dt className="strong">{t('order.total')}</dt>
                  <dd className="strong">
                    <Money value={order.total} />
                  </dd>
                  {Object.entries(order.volumes).map(([name, micro]) => (
                    <div key={name} style={{ display: 'contents' }}>
                      <dt>{t('order.volume', { name })}</dt>
                      <dd>
                        <Volume micro={micro} unit={name} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </Panel>
              {mayDo(session.data, 'promotions.read') ? (
                <OrderReasons code={order.code} market={order.market} />
              ) : null}
              <Panel title={t('order.people')}>
                <dl className="facts">
                  <dt>{t('order.buyer')}</dt>
                  <dd>{order.buyer?.name ?? order.buyer?.code ?? order.guestName ?? t('order.guest')}</dd>
                  <dt>{t('order.seller')}</dt>
                  <dd>{order.seller?.name ?? order.seller?.code ?? '–'}</dd>
                  <dt>{t('order.sponsor')}</dt>
                  <dd>{order.sponsor?.name ?? order.sponsor?.code ?? '–'}</dd>
                  <dt>{t('order.channel')}</dt>
                  <dd>{t(`order.channels.${order.channel}`)}</dd>
                  <dt>{t('order.placedAt')}</dt>
                  <dd>
                    <DateText at={order.placedAt} look="dateTime" />
                  </dd>
                  <dt>{t('order.commissionAt')}</dt>
                  <dd>
                    {order.commissionAt === null ? (
                      t('order.notYet')
                    ) : (
                      <DateText at={order.commissionAt} look="dateTime" />
                    )}
                    {order.late ? <p className="small soft">{t('order.late')}</p> : null}
                  </dd>
                  {order.cancelledAt === null ? null : (
                    <>
                      <dt>{t('order.cancelledAt')}</dt>
                      <dd>
                        <DateText at={order.cancelledAt} look="dateTime" />
                      </dd>
                    </>
                  )}
                </dl>
              </Panel>
              {order.delivery === null ? null : (
                <Panel title={t('order.delivery')}>
                  <address className="small" style={{ fontStyle: 'normal' }}>
                    {[
                      order.delivery.recipient,
                      order.delivery.line1,
                      order.delivery.line2,
                      `${order.delivery.postalCode} ${order.delivery.city}`,
                      order.delivery.country,
                    ]
                      .filter((part) => part !== undefined && part !== '')
                      .map((part) => (
                        <div key={part}>{part}</div>
                      ))}
                  </address>
                </Panel>
              )}
            </div>
          </div>
          <Modal opened={opened} onClose={close} title={t('order.cancelTitle', { code: order.code })}>
            <Cancel
              code={code}
              onDone={close}
              effect={
                <>
                  <Money value={order.total} />
                  {', '}
                  {Object.entries(order.volumes).map(([name, micro]) => (
                    <Volume key={name} micro={-micro} unit={`${name} `} />
                  ))}
                </>
              }
            />
          </Modal>
        </>
      )}
    </Answer>
  )
}

function Cancel({ code, onDone, effect }: { code: string; onDone: () => void; effect: React.ReactNode }) {
  const { t } = useTranslation()
  const cancel = useAct(cancelOrder, { onDone })
  const form = useContractForm({
    shape: cancelOrder.body,
    initial: { reason: '' },
    send: (body) => cancel.mutateAsync({ ask: { params: { code }, body } }),
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <p className="small">
        {t('order.cancelEffect')} <strong>{effect}</strong>
      </p>
      <Textarea label={t('order.reason')} autosize minRows={2} {...form.field('reason')} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" color="clay" loading={form.sending}>
          {t('order.cancel')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

function Goods({
  product,
}: {
  product: Readonly<{ code: string; name: string; category: string; art: string; image: ShownImage | null }>
}) {
  return (
    <span className="person-line">
      <span className="thumb">
        <GoodsPicture product={product} sizes="34px" />
      </span>
      <span>
        <span className="strong">{product.name}</span>
        <div className="tiny quiet number">{product.code}</div>
      </span>
    </span>
  )
}
