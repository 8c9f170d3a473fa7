import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { changeAutoship, showAutoship } from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { AutoshipActs } from '../orders/autoship-acts.tsx'
import { AutoshipForm, typedAddress } from '../orders/autoship-form.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

type Shown = Inside<typeof showAutoship, 'response'>

/** What comes to somebody by itself: how it stands, what came of it, and all of it to change. */
export function Component() {
  const { t } = useTranslation()
  const { autoship = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(showAutoship, { params: { autoship } })
  return (
    <Answer asked={asked}>
      {(one) => {
        const mayChange = mayDo(session, 'orders.autoship') && one.state !== 'ended'
        return (
          <>
            <PageHead
              title={t('autoships.of', { name: one.person.name ?? one.person.code })}
              lead={<Badge tone={toneOf(one.state)}>{t(`autoships.states.${one.state}`)}</Badge>}
              aside={mayChange ? <AutoshipActs row={one} /> : null}
            />
            <div className="columns">
              <div className="stack">
                <Panel title={t('autoships.goods')}>
                  {mayChange ? (
                    // What an act changes is typed anew.
                    <Change key={`${one.next} ${one.state}`} one={one} />
                  ) : (
                    <ul>
                      {one.lines.map(({ product, name, quantity }) => (
                        <li key={product}>
                          {quantity} × {name} <span className="tiny quiet number">{product}</span>
                        </li>
                      ))}
                    </ul>
                  )}
                </Panel>
              </div>
              <div className="stack">
                <Standing one={one} />
                <Panel title={t('autoships.came')}>
                  {one.orders.length === 0 ? <p className="soft">{t('autoships.noneCame')}</p> : null}
                  <ul>
                    {one.orders.map(({ order, date }) => (
                      <li key={order}>
                        <DateText at={Date.parse(date)} timeZone="UTC" />,{' '}
                        <Link className="number" to={`/orders/${order}`}>
                          {order}
                        </Link>
                      </li>
                    ))}
                  </ul>
                </Panel>
              </div>
            </div>
          </>
        )
      }}
    </Answer>
  )
}

function Standing({ one }: { one: Shown }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('autoships.state')}>
      <dl className="facts">
        <dt>{t('autoships.person')}</dt>
        <dd className="number">
          <Link to={`/orders?search=${one.person.code}`}>{one.person.code}</Link>
        </dd>
        <dt>{t('autoships.begunAt')}</dt>
        <dd>
          <DateText at={one.begunAt} />
        </dd>
        {one.state === 'active' ? (
          <>
            <dt>{t('autoships.next')}</dt>
            <dd>
              <DateText at={Date.parse(one.next)} timeZone="UTC" />
              {one.tryOn === one.next ? null : (
                <div className="tiny quiet">
                  {t('autoships.tried')} <DateText at={Date.parse(one.tryOn)} timeZone="UTC" />
                </div>
              )}
            </dd>
          </>
        ) : null}
        {one.problem === null ? null : (
          <>
            <dt>{t('autoships.problem')}</dt>
            <dd>
              <Badge tone="warn">{t(`autoships.problems.${one.problem}`)}</Badge>
            </dd>
          </>
        )}
        {one.state === 'ended' ? null : (
          <>
            <dt>{t('autoships.today')}</dt>
            <dd>{one.total === null ? t('autoships.notToday') : <Money value={one.total} />}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

function Change({ one }: { one: Shown }) {
  const { t } = useTranslation()
  const change = useAct(changeAutoship)
  const { lines, everyWeeks, monthDay, next, payment, delivery } = one
  return (
    <AutoshipForm
      initial={{
        lines,
        often: everyWeeks === null ? 'month' : String(everyWeeks),
        monthDay,
        next,
        payment,
        address: typedAddress(delivery),
      }}
      act={t('autoships.save')}
      problem={change.error}
      isSending={change.isPending}
      send={(body, done) =>
        change.mutate(
          { ask: { params: { autoship: one.autoship }, body } },
          {
            onSuccess: () => {
              done()
              notifications.show({ message: t('autoships.saved') })
            },
          },
        )
      }
    />
  )
}
