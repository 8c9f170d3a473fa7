import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showMyPayThen } from '#modules/compensation/contract/then.ts'
import { showMyTeamThen } from '#modules/genealogy/contract/then.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { ApiRefusal } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { formatPeriod, sentenceCase } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { useMoments } from '#kit/moments.ts'
import { BigMoney, Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { useTableAddress } from '#kit/table-address.ts'
import { Volume } from '#kit/volume.tsx'
import { TopBar } from '../parts/top-bar.tsx'

type Told = Inside<typeof showMyPayThen, 'response'>
type Statement = NonNullable<Told['statement']>

/** What I had sold, reached and earned as of an earlier moment, as known at another one. Both stand in the address. */
export function Component() {
  const { t } = useTranslation()
  const team = useAnswer(showMyTeamThen, { query: { ...useMoments(), rows: 1 } }, { keep: true })
  return (
    <>
      <TopBar title={t('asOf.title')} back="/money" />
      <Moments />
      <Answer asked={team} rows={6}>
        {({ at, seq, total }) => <Pay at={at} knownSeq={seq} below={total} />}
      </Answer>
    </>
  )
}

function Moments() {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const { at, known } = state.filters
  return (
    <section className="section section--line stack" style={{ paddingTop: 0 }}>
      <TextInput
        size="md"
        type="datetime-local"
        label={t('asOf.at')}
        description={t('asOf.atHint')}
        value={at ?? ''}
        onChange={(event) => change({ at: event.currentTarget.value })}
      />
      <TextInput
        size="md"
        type="datetime-local"
        label={t('asOf.known')}
        description={t('asOf.knownHint')}
        value={known ?? ''}
        onChange={(event) => change({ known: event.currentTarget.value })}
      />
      {at === undefined && known === undefined ? null : (
        <Button variant="default" onClick={() => change({ at: undefined, known: undefined })}>
          {t('asOf.back')}
        </Button>
      )}
    </section>
  )
}

/** By the position at which the page was answered, so that waiting for it asks the same again. */
function Pay({ at, knownSeq, below }: { at: number; knownSeq: bigint; below: number }) {
  const { t } = useTranslation()
  const asked = useAnswer(showMyPayThen, { query: { at, knownSeq } })
  if (asked.error instanceof ApiRefusal && NOTHING_KNOWN.has(asked.error.code))
    return <Empty title={t('asOf.none')} body={t('asOf.noneBody')} />
  return (
    <Answer asked={asked} rows={6}>
      {(told) => <Figures told={told} below={below} />}
    </Answer>
  )
}

const NOTHING_KNOWN: ReadonlySet<string> = new Set(['pay.no_figures', 'pay.no_plan'])

function Figures({ told, below }: { told: Told; below: number }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <>
      <p className="section soft small" style={{ paddingBottom: 0 }}>
        <DateText at={told.at} look="dateTime" />. {t('asOf.team', { count: below })}
      </p>
      <section className="section section--line">
        <p className="soft">
          {t(`asOf.${told.state}_month`, { period: formatPeriod(told.period, locale, 'long') })}
        </p>
        <BigMoney value={told.total} huge />
        {told.byBonus.map(({ bonus, amount }) => (
          <Sum key={bonus} name={sentenceCase(bonus)}>
            <Money value={amount} />
          </Sum>
        ))}
      </section>
      <section className="section section--line">
        <Sum name={t('asOf.rank')}>{told.rank ?? t('asOf.noRank')}</Sum>
        <Sum name={t('asOf.active')}>{t(told.active ? 'asOf.yes' : 'asOf.no')}</Sum>
        {told.volumes.map(({ name, amount }) => (
          <Sum key={name} name={name}>
            <Volume micro={amount} unit="" />
          </Sum>
        ))}
      </section>
      {told.statement === null ? null : <StatementThen statement={told.statement} />}
    </>
  )
}

function StatementThen({ statement }: { statement: Statement }) {
  const { t } = useTranslation()
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('asOf.statement')}</h2>
        <span className="small quiet">
          {t('money.accepted')} <DateText at={statement.acceptedAt} />
        </span>
      </div>
      {statement.deltas.map(({ acceptedAt, amount }) => (
        <div key={acceptedAt} className="sum small soft">
          <span>
            {t('asOf.delta')}, <DateText at={acceptedAt} />
          </span>
          <Money value={amount} signed />
        </div>
      ))}
      <div className="sum sum--total">
        <span>{t('asOf.statementTotal')}</span>
        <Money value={statement.total} />
      </div>
    </section>
  )
}

function Sum({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="sum">
      <span>{name}</span>
      <strong>{children}</strong>
    </div>
  )
}
