import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { actOnMyAutoship, listMyAutoships } from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Empty, Failed } from '#kit/states.tsx'
import { ChangeAutoship, type Autoship } from '../parts/autoship-form.tsx'
import { TopBar } from '../parts/top-bar.tsx'

type Act = Inside<typeof actOnMyAutoship, 'body'>['act']

/** What comes to me by itself: when, what, at which price, and what stands in the way. */
export function Component() {
  const { t } = useTranslation()
  const asked = useAnswer(listMyAutoships, {})
  return (
    <>
      <TopBar title={t('autoship.title')} back="/sell" />
      <Answer asked={asked}>
        {({ autoships }) => {
          const going = autoships.filter(({ state }) => state !== 'ended')
          return going.length === 0 ? (
            <Empty
              title={t('autoship.none')}
              body={t('autoship.noneBody')}
              action={
                <Button component={Link} to="/sell/orders?role=bought" size="md">
                  {t('autoship.toOrders')}
                </Button>
              }
            />
          ) : (
            <>
              {going.map((one) => (
                <One key={one.autoship} one={one} />
              ))}
            </>
          )
        }}
      </Answer>
    </>
  )
}

function One({ one }: { one: Autoship }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'change' | 'end'>()
  const send = useAct(actOnMyAutoship, { onDone: () => setOpen(undefined) })
  const act = (which: Act) =>
    send.mutate({ ask: { params: { autoship: one.autoship }, body: { act: which, next: one.next } } })
  const acts: readonly Act[] = one.state === 'paused' ? ['resume'] : ['skip', 'pause']
  return (
    <section className="section section--line">
      <div className="stack stack--tight">
        <h2>
          {one.state === 'paused' ? (
            t('autoship.paused')
          ) : (
            <>
              {t('autoship.comes')} <DateText at={Date.parse(one.next)} timeZone="UTC" />
            </>
          )}
        </h2>
        <p className="small quiet">
          {one.everyWeeks === null
            ? t('autoship.monthDay', { day: one.monthDay ?? 1 })
            : t('autoship.weeks', { count: one.everyWeeks })}
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
        {one.lines.map(({ product, name, quantity }) => (
          <div key={product} className="sum">
            <span>
              {quantity} × {name}
            </span>
          </div>
        ))}
        {one.total === null ? null : (
          <div className="sum sum--total">
            <span>{t('autoship.today')}</span>
            <Money value={one.total} />
          </div>
        )}
        {one.orders[0] ? (
          <p className="small">
            {t('autoship.last')}{' '}
            <Link className="text-link" to={`/sell/orders/${one.orders[0].order}`}>
              <DateText at={Date.parse(one.orders[0].date)} timeZone="UTC" />
            </Link>
          </p>
        ) : null}
        {send.error ? <Failed error={send.error} /> : null}
        <div className="row" style={{ flexWrap: 'wrap' }}>
          {acts.map((which) => (
            <Button
              key={which}
              size="md"
              variant="default"
              disabled={send.isPending}
              onClick={() => act(which)}
            >
              {t(`autoship.acts.${which}`)}
            </Button>
          ))}
          <Button size="md" variant="default" onClick={() => setOpen('change')}>
            {t('autoship.change')}
          </Button>
          <Button size="md" variant="subtle" onClick={() => setOpen('end')}>
            {t('autoship.acts.end')}
          </Button>
        </div>
      </div>
      <Modal
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={t(open === 'end' ? 'autoship.endTitle' : 'autoship.change')}
      >
        {open === 'change' ? <ChangeAutoship one={one} onDone={() => setOpen(undefined)} /> : null}
        {open === 'end' ? (
          <div className="stack">
            <p>{t('autoship.endNote')}</p>
            <Button size="lg" loading={send.isPending} onClick={() => act('end')}>
              {t('autoship.acts.end')}
            </Button>
          </div>
        ) : null}
      </Modal>
    </section>
  )
}
