import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { showMoveEffect } from '#modules/compensation/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import type { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText, PeriodText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { Count, Volume } from '#kit/volume.tsx'

const ROWS = 25
const WORKING_MS = 1_000

type Effect = Inside<typeof showMoveEffect, 'response'>
type Row = Effect['rows'][number]
type EffectAsked = ReturnType<typeof useAnswer<typeof showMoveEffect>>

/** What a change does to volumes, ranks and pay, month by month and person by person; `compute` has it computed again. */
export function ChangeEffect({
  asked,
  compute,
}: {
  asked: EffectAsked
  compute: Readonly<{ run: () => void; isPending: boolean }> | undefined
}) {
  const { t } = useTranslation()
  return (
    <>
      <Panel
        title={t('effects.effect')}
        aside={
          asked.data?.computedAt ? (
            <>
              {t('effects.computedAt')} <DateText at={asked.data.computedAt} look="dateTime" />
            </>
          ) : null
        }
      >
        <Answer asked={asked}>{(effect) => <Summary effect={effect} compute={compute} />}</Answer>
      </Panel>
      {asked.data?.state === 'ready' && asked.data.periods.some(({ sums }) => sums.length > 0) ? (
        <WhoChanges asked={asked} periods={asked.data.periods} />
      ) : null}
    </>
  )
}

/** What of the address the question about an effect takes, and how it is asked again while it is computed. */
export function useEffectAsk() {
  const { state } = useTableAddress()
  const period = state.filters['period']
  return {
    query: { ...pageAsk(state, ROWS), ...(period === undefined ? {} : { period }) },
    options: {
      keep: true,
      // What was asked for a moment ago is not begun yet.
      whileMs: ({ state: stands }: Effect) =>
        stands === 'computing' || stands === 'none' ? WORKING_MS : undefined,
    },
  }
}

function Summary({
  effect,
  compute,
}: {
  effect: Effect
  compute: Parameters<typeof ChangeEffect>[0]['compute']
}) {
  const { t } = useTranslation()
  const again =
    compute && effect.state !== 'computing' ? (
      <Button variant="default" loading={compute.isPending} onClick={compute.run}>
        {t('effects.again')}
      </Button>
    ) : null
  if (effect.state === 'computing')
    return (
      <p className="small soft" aria-live="polite">
        {t('effects.computing')}
      </p>
    )
  if (effect.state === 'none')
    return <Empty title={t('effects.noEffect')} body={t('effects.noEffectBody')} action={again} />
  return (
    <div className="stack stack--tight">
      {effect.state === 'failed' ? (
        <p className="notice notice--harm" role="alert">
          {t('effects.failed')} {effect.failure}
        </p>
      ) : null}
      <div className="move-months">
        {effect.periods.map((one) => (
          <Month key={one.period} month={one} />
        ))}
      </div>
      <div className="form__acts">{again}</div>
    </div>
  )
}

function Month({ month }: { month: Effect['periods'][number] }) {
  const { t } = useTranslation()
  return (
    <section className="stack stack--tight">
      <div className="row row--apart">
        <h3>
          <PeriodText period={month.period} />
        </h3>
        <Badge tone={month.accepted ? 'good' : 'plain'}>
          {t(month.accepted ? 'effects.accepted' : 'effects.open')}
        </Badge>
      </div>
      <dl className="facts">
        {month.volume === null ? null : (
          <>
            <dt>
              {t('effects.volume', { name: month.volume.name })}
              <div className="tiny quiet">
                {t('effects.volumeOf', { losers: month.volume.losers, winners: month.volume.winners })}
              </div>
            </dt>
            <dd>
              <Volume micro={month.volume.amount} unit={month.volume.name} />
            </dd>
          </>
        )}
        {month.sums.map((sum) => (
          <div key={sum.gained.currency} style={{ display: 'contents' }}>
            <dt>{t('effects.changed')}</dt>
            <dd>
              <Count value={sum.people} />
            </dd>
            <dt>{t('effects.gained')}</dt>
            <dd>
              <Money value={sum.gained} signed />
            </dd>
            <dt>{t('effects.lost')}</dt>
            <dd>
              <Money value={{ ...sum.lost, minor: -sum.lost.minor }} signed />
            </dd>
            <dt>{t('effects.ranks')}</dt>
            <dd>
              <Count value={sum.ranks} />
            </dd>
          </div>
        ))}
      </dl>
      {month.sums.length === 0 ? <p className="small soft">{t('effects.nothing')}</p> : null}
    </section>
  )
}

type Asked = Parameters<typeof DataTable<Row>>[0]['asked']

function WhoChanges({ asked, periods }: { asked: Asked; periods: Effect['periods'] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      name: t('effects.person'),
      fixed: true,
      render: (row) => (
        <>
          <span className="strong">{row.person.name ?? row.person.code}</span>
          <div className="tiny quiet number">{row.person.code}</div>
        </>
      ),
    },
    {
      key: 'change',
      name: t('effects.change'),
      right: true,
      fixed: true,
      render: (row) => <Money value={row.change} signed />,
    },
    { key: 'before', name: t('effects.before'), right: true, render: (row) => <Money value={row.before} /> },
    { key: 'after', name: t('effects.after'), right: true, render: (row) => <Money value={row.after} /> },
    {
      key: 'period',
      name: t('effects.period'),
      render: (row) => <PeriodText period={row.period} look="month" />,
    },
    {
      key: 'rank',
      name: t('effects.rank'),
      render: (row) =>
        row.rankBefore === row.rankAfter
          ? (row.rankAfter ?? t('effects.noRank'))
          : `${row.rankBefore ?? t('effects.noRank')} → ${row.rankAfter ?? t('effects.noRank')}`,
    },
  ]
  return (
    <section className="stack stack--tight">
      <h2>{t('effects.winners')}</h2>
      <DataTable
        label={t('effects.winners')}
        columns={columns}
        rowKey={(row) => `${row.period} ${row.person.code} ${row.change.currency}`}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'period',
            name: t('effects.period'),
            options: periods.map(({ period }) => ({
              value: period,
              label: formatPeriod(period, locale, 'month'),
            })),
          },
        ]}
        empty={{ title: t('effects.nothingTitle'), body: t('effects.nothingBody') }}
      />
    </section>
  )
}
