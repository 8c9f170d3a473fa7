import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showTransfer } from '#modules/positions/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { Count } from '#kit/volume.tsx'
import { PageHead } from '../page-head.tsx'
import { TransferDecision } from '../positions/transfer-decision.tsx'
import { TransferEffect } from '../positions/transfer-effect.tsx'
import { toneOf } from '../words.ts'

type Transfer = Inside<typeof showTransfer, 'response'>

/** One transfer: who is paid from which month on, what stays with whom, and the decision of a second person. */
export function Component() {
  const { t } = useTranslation()
  const { transfer: id = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(showTransfer, { params: { transfer: id } })
  return (
    <Answer asked={asked}>
      {(transfer) => (
        <>
          <PageHead
            title={t('transfers.title', { code: transfer.position.code })}
            lead={t(`transfers.${transfer.state === 'requested' ? 'waits' : transfer.state}Lead`)}
          />
          {transfer.obstacle === null ? null : (
            <p className="notice notice--harm" role="alert">
              <span>
                {t('transfers.obstacle')} {transfer.obstacle}
              </span>
            </p>
          )}
          <div className={transfer.state === 'requested' ? 'columns' : 'stack'}>
            <div className="stack">
              <About transfer={transfer} />
              <Change transfer={transfer} />
              {mayDo(session, 'pay.read') ? <TransferEffect transfer={transfer} /> : null}
            </div>
            <TransferDecision transfer={transfer} />
          </div>
        </>
      )}
    </Answer>
  )
}

function About({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation()
  return (
    <Panel
      title={t('transfers.about')}
      aside={<Badge tone={toneOf(transfer.state)}>{t(`moves.states.${transfer.state}`)}</Badge>}
    >
      <div className="stack stack--tight">
        <dl className="facts facts--start">
          <dt>{t('transfers.position')}</dt>
          <dd>
            <PersonLink person={transfer.position} text={transfer.position.code} />
          </dd>
          <dt>{t('transfers.why')}</dt>
          <dd>{t(`transfers.kinds.${transfer.kind}`)}</dd>
          <dt>{t('transfers.from')}</dt>
          <dd>
            <PersonLink person={transfer.from} text={transfer.from.displayName} />
          </dd>
          <dt>{t('transfers.newOwner')}</dt>
          <dd>
            <PersonLink person={transfer.to} text={transfer.to.displayName} />
          </dd>
          <dt>{t('moves.since')}</dt>
          <dd>
            <DateText at={transfer.validFrom} look="dateTime" />
          </dd>
          <dt>{t('moves.askedBy')}</dt>
          <dd>
            {transfer.requestedBy}, <DateText at={transfer.requestedAt} look="dateTime" />
          </dd>
          {transfer.decidedAt === null ? null : (
            <>
              <dt>{t('moves.decidedBy')}</dt>
              <dd>
                {transfer.decidedBy}, <DateText at={transfer.decidedAt} look="dateTime" />
              </dd>
            </>
          )}
        </dl>
        <h3>{t('moves.reason')}</h3>
        <p className="small prose">{transfer.reason}</p>
        {transfer.papers === '' ? null : (
          <>
            <h3>{t('transfers.papers')}</h3>
            <p className="small prose">{transfer.papers}</p>
          </>
        )}
        {transfer.note === '' ? null : (
          <>
            <h3>{t('effects.note')}</h3>
            <p className="small prose">{transfer.note}</p>
          </>
        )}
      </div>
    </Panel>
  )
}

/** Who is paid from when, and what of money and orders stays with whoever had the position. */
function Change({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation()
  const { paidFrom, stays, isFurther } = transfer
  return (
    <Panel title={t('transfers.changes')}>
      <div className="stack stack--tight">
        <dl className="facts">
          {paidFrom === null ? null : (
            <>
              <dt>{t('transfers.paidFrom')}</dt>
              <dd>
                <PeriodText period={paidFrom} />
              </dd>
            </>
          )}
          {(stays?.wallets ?? []).map((held) => (
            <div key={held.currency} style={{ display: 'contents' }}>
              <dt>{t(held.minor < 0n ? 'transfers.debt' : 'transfers.wallet')}</dt>
              <dd>
                <Money value={held} />
              </dd>
            </div>
          ))}
          {stays === null ? null : (
            <>
              <dt>{t('transfers.openOrders')}</dt>
              <dd>
                <Count value={stays.openOrders} />
              </dd>
            </>
          )}
          {(stays?.owed ?? []).map((owed) => (
            <div key={owed.currency} style={{ display: 'contents' }}>
              <dt>{t('transfers.owed')}</dt>
              <dd>
                <Money value={owed} />
              </dd>
            </div>
          ))}
        </dl>
        <p className="small soft">{t('transfers.staysBody')}</p>
        {isFurther === null ? null : (
          <p className="small soft">{t(isFurther ? 'transfers.further' : 'transfers.firstOne')}</p>
        )}
      </div>
    </Panel>
  )
}

function PersonLink({ person, text }: { person: Transfer['position']; text: string }) {
  return (
    <Link className="text-link" to={`/people/${person.person}`}>
      {text}
    </Link>
  )
}
