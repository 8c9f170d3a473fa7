import { useTranslation } from 'react-i18next'
import { showPayThen } from '#modules/compensation/contract/then.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { Answer } from '#kit/states.tsx'
import { Volume } from '#kit/volume.tsx'
import { toneOf } from '../words.ts'

type Told = Inside<typeof showPayThen, 'response'>

/** What somebody had sold, reached and earned, and the statement, as of then and as known then. */
export function PayThen({
  person,
  stands,
}: {
  person: string
  stands: Readonly<{ at: number; knownSeq: bigint }>
}) {
  const { t } = useTranslation()
  const asked = useAnswer(showPayThen, { params: { person }, query: stands }, { keep: true })
  return (
    <Panel title={t('asOf.pay')}>
      <Answer asked={asked}>{(told) => <Figures told={told} />}</Answer>
    </Panel>
  )
}

function Figures({ told }: { told: Told }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { statement } = told
  return (
    <div className="stack stack--tight">
      <p className="soft small">
        {t(`asOf.states.${told.state}`, { period: formatPeriod(told.period, locale, 'long') })}
      </p>
      <dl className="facts">
        <dt>{t('asOf.total')}</dt>
        <dd className="strong">
          <Money value={told.total} />
        </dd>
        {told.byBonus.map(({ bonus, amount }) => (
          <Fact key={bonus} name={bonus}>
            <Money value={amount} />
          </Fact>
        ))}
        {told.volumes.map(({ name, amount }) => (
          <Fact key={name} name={name}>
            <Volume micro={amount} unit="" />
          </Fact>
        ))}
        <Fact name={t('asOf.rank')}>{told.rank ?? t('asOf.none')}</Fact>
        <Fact name={t('asOf.active')}>{t(told.active ? 'asOf.yes' : 'asOf.no')}</Fact>
      </dl>
      {statement === null ? null : (
        <>
          <h3>
            {t('asOf.statement')} <Badge tone={toneOf('accepted')}>{t('asOf.acceptedAt')}</Badge>
          </h3>
          <dl className="facts">
            <Fact name={<DateText at={statement.acceptedAt} look="day" />}>
              <Money value={statement.total} />
            </Fact>
            {statement.deltas.map(({ acceptedAt, amount }) => (
              <Fact
                key={acceptedAt}
                name={
                  <>
                    {t('asOf.delta')} <DateText at={acceptedAt} look="day" />
                  </>
                }
              >
                <Money value={amount} />
              </Fact>
            ))}
          </dl>
        </>
      )}
    </div>
  )
}

function Fact({ name, children }: { name: React.ReactNode; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
