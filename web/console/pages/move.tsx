import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showMove } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { MoveDecision } from '../moves/move-decision.tsx'
import { MoveEffect } from '../moves/move-effect.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

type Move = Inside<typeof showMove, 'response'>

/** One move: who would stand where, what that changes of pay, and the decision of a second person. */
export function Component() {
  const { t } = useTranslation()
  const { move: id = '' } = useParams()
  const { data: session } = useSession()
  const asked = useAnswer(showMove, { params: { move: id } })
  return (
    <Answer asked={asked}>
      {(move) => (
        <>
          <PageHead
            title={t(move.kind === 'merge' ? 'merges.title' : 'moves.title', {
              name: move.person.displayName,
            })}
            lead={t(move.kind === 'merge' ? `merges.${how(move)}Lead` : `moves.${how(move)}Lead`)}
          />
          {move.obstacle === null ? null : (
            <p className="notice notice--harm" role="alert">
              <span>
                {t('moves.obstacle')} {move.obstacle}
              </span>
            </p>
          )}
          <div className={move.state === 'requested' ? 'columns' : 'stack'}>
            <div className="stack">
              <About move={move} />
              {mayDo(session, 'pay.read') && move.kind !== 'termination' ? <MoveEffect move={move} /> : null}
            </div>
            {move.state === 'requested' ? <MoveDecision move={move} /> : null}
          </div>
        </>
      )}
    </Answer>
  )
}

function how({ state }: Move) {
  return state === 'requested' ? 'waits' : state
}

function About({ move }: { move: Move }) {
  const { t } = useTranslation()
  return (
    <Panel
      title={t(move.kind === 'merge' ? 'merges.about' : 'moves.about')}
      aside={<Badge tone={toneOf(move.state)}>{t(`moves.states.${move.state}`)}</Badge>}
    >
      <div className="stack stack--tight">
        <dl className="facts facts--start">
          <dt>{t(move.kind === 'merge' ? 'merges.ends' : 'moves.person')}</dt>
          <dd>
            <PersonLink person={move.person} />
          </dd>
          {move.kind === 'merge' ? null : (
            <>
              <dt>{t('moves.from')}</dt>
              <dd>
                <PersonLink person={move.from} />
              </dd>
            </>
          )}
          <dt>{t(move.kind === 'merge' ? 'merges.stays' : 'moves.to')}</dt>
          <dd>
            <PersonLink person={move.to} />
          </dd>
          <dt>{t('moves.tree')}</dt>
          <dd>
            {move.kind === 'merge'
              ? t('merges.allTrees')
              : move.tree === 'sponsor'
                ? t('moves.sponsorTree')
                : move.tree}
          </dd>
          {move.side === null ? null : (
            <>
              <dt>{t('moves.sideNumber')}</dt>
              <dd className="number">{move.side + 1}</dd>
            </>
          )}
          <dt>{t('moves.people')}</dt>
          <dd>
            {t('moves.peopleCount', { count: move.people })}
            {move.kind === 'merge' ? null : `, ${t(move.withTeam ? 'moves.team' : 'moves.single')}`}
          </dd>
          <dt>{t('moves.since')}</dt>
          <dd>
            <DateText at={move.validFrom} look="dateTime" />
          </dd>
          <dt>{t('moves.askedBy')}</dt>
          <dd>
            {move.requestedBy ?? t('moves.termination')}, <DateText at={move.requestedAt} look="dateTime" />
          </dd>
          {move.decidedAt === null || move.decidedBy === null ? null : (
            <>
              <dt>{t('moves.decidedBy')}</dt>
              <dd>
                {move.decidedBy}, <DateText at={move.decidedAt} look="dateTime" />
              </dd>
            </>
          )}
        </dl>
        <h3>{t('moves.reason')}</h3>
        <p className="small prose">
          {move.kind === 'termination' ? t('moves.terminationReason') : move.reason}
        </p>
        {move.note === '' ? null : (
          <>
            <h3>{t('effects.note')}</h3>
            <p className="small prose">{move.note}</p>
          </>
        )}
      </div>
    </Panel>
  )
}

/** Two positions of one person have one name: the number tells which is which. */
function PersonLink({ person }: { person: Move['person'] }) {
  return (
    <>
      <Link className="text-link" to={`/people/${person.person}`}>
        {person.displayName}
      </Link>{' '}
      <span className="quiet number">{person.code}</span>
    </>
  )
}
