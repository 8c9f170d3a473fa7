import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { computeMoveEffect, showMoveEffect } from '#modules/compensation/contract/moves.ts'
import type { showMove } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
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

type Move = Inside<typeof showMove, 'response'>
type Effect = Inside<typeof showMoveEffect, 'response'>
type Row = Effect['rows'][number]

/** What a move changes of volumes, ranks and pay, month by month and person by person. */
export function MoveEffect({ move }: { move: Move }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const period = state.filters['period']
  const asked = useAnswer(
    showMoveEffect,
    {
      params: { move: move.move },
      query: { ...pageAsk(state, ROWS), ...(period === undefined ? {} : { period }) },
    },
    { keep: true, whileMs: (answer) => (answer.state === 'computing' ? WORKING_MS : undefined) },
  )
  return (
    <>
      <Panel
        title={t('moves.effect')}
        aside={
          asked.data?.computedAt ? (
            <>
              {t('moves.computedAt')} <DateText at={asked.data.computedAt} look="dateTime" />
            </>
          ) : null
        }
      >
        <Answer asked={asked}>{(effect) => <Summary move={move} effect={effect} />}</Answer>
      </Panel>
      {asked.data?.state === 'ready' ? <WhoChanges asked={asked} periods={asked.data.periods} /> : null}
    </>
  )
}

function Summary({ move, effect }: { move: Move; effect: Effect }) {
  const { t } = useTranslation()
  const compute = useAct(computeMoveEffect)
  const again =
    move.state === 'requested' && effect.state !== 'computing' ? (
      <Button
        variant="default"
        loading={compute.isPending}
        onClick={() => compute.mutate({ ask: { params: { move: move.move } } })}
      >
        {t('moves.again')}
      </Button>
    ) : null
  if (effect.state === 'computing')
    return (
      <p className="small soft" aria-live="polite">
        {t('moves.computing')}
      </p>
    )
  if (effect.state === 'none')
    return <Empty title={t('moves.noEffect')} body={t('moves.noEffectBody')} action={again} />
  return (
    <div className="stack stack--tight">
      {effect.state === 'failed' ? (
        <p className="notice notice--harm" role="alert">
          {t('moves.failed')} {effect.failure}
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
          {t(month.accepted ? 'moves.accepted' : 'moves.open')}
        </Badge>
      </div>
      <dl className="facts">
        {month.volume === null ? null : (
          <>
            <dt>
              {t('moves.volume', { name: month.volume.name })}
              <div className="tiny quiet">
                {t('moves.volumeOf', { losers: month.volume.losers, winners: month.volume.winners })}
              </div>
            </dt>
            <dd>
              <Volume micro={month.volume.amount} unit={month.volume.name} />
            </dd>
          </>
        )}
        {month.sums.map((sum) => (
          <div key={sum.gained.currency} style={{ display: 'contents' }}>
            <dt>{t('moves.changed')}</dt>
            <dd>
              <Count value={sum.people} />
            </dd>
            <dt>{t('moves.gained')}</dt>
            <dd>
              <Money value={sum.gained} signed />
            </dd>
            <dt>{t('moves.lost')}</dt>
            <dd>
              <Money value={{ ...sum.lost, minor: -sum.lost.minor }} signed />
            </dd>
            <dt>{t('moves.ranks')}</dt>
            <dd>
              <Count value={sum.ranks} />
            </dd>
          </div>
        ))}
      </dl>
      {month.sums.length === 0 ? <p className="small soft">{t('moves.nothing')}</p> : null}
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
      name: t('moves.person'),
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
      name: t('moves.change'),
      right: true,
      fixed: true,
      render: (row) => <Money value={row.change} signed />,
    },
    { key: 'before', name: t('moves.before'), right: true, render: (row) => <Money value={row.before} /> },
    { key: 'after', name: t('moves.after'), right: true, render: (row) => <Money value={row.after} /> },
    {
      key: 'period',
      name: t('moves.period'),
      render: (row) => <PeriodText period={row.period} look="month" />,
    },
    {
      key: 'rank',
      name: t('moves.rank'),
      render: (row) =>
        row.rankBefore === row.rankAfter
          ? (row.rankAfter ?? t('moves.noRank'))
          : `${row.rankBefore ?? t('moves.noRank')} → ${row.rankAfter ?? t('moves.noRank')}`,
    },
  ]
  return (
    <section className="stack stack--tight">
      <h2>{t('moves.winners')}</h2>
      <DataTable
        label={t('moves.winners')}
        columns={columns}
        rowKey={(row) => `${row.period} ${row.person.code} ${row.change.currency}`}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'period',
            name: t('moves.period'),
            options: periods.map(({ period }) => ({
              value: period,
              label: formatPeriod(period, locale, 'month'),
            })),
          },
        ]}
        empty={{ title: t('moves.nothingTitle'), body: t('moves.nothingBody') }}
      />
    </section>
  )
}
