import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  adjustmentKind,
  adjustmentState,
  listAdjustments,
} from '#modules/compensation/contract/adjustments.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { AskOrder } from '../adjustments/ask-adjustment.tsx'
import { whatOf, type Adjustment } from '../adjustments/what.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000

/** Corrections of pay by hand: those that wait for a second person first, then what was decided. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { data: session } = useSession()
  const [isAsking, setAsking] = useState(false)
  const wanted = adjustmentState.safeParse(state.filters['state'])
  const kind = adjustmentKind.safeParse(state.filters['kind'])
  const query = {
    ...pageAsk(state, ROWS),
    ...(wanted.success ? { state: wanted.data } : {}),
    ...(kind.success ? { kind: kind.data } : {}),
  }
  const asked = useAnswer(listAdjustments, { query }, { keep: true, everyMs: LIVE_MS })
  const columns: readonly Column<Adjustment>[] = [
    {
      key: 'person',
      name: t('adjustments.person'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/pay/adjustments/${row.adjustment}`}>
            {row.person.displayName}
          </Link>
          <div className="tiny quiet number">{row.person.code}</div>
        </>
      ),
    },
    { key: 'what', name: t('adjustments.what'), fixed: true, render: (row) => whatOf(t, row) },
    {
      key: 'state',
      name: t('adjustments.state'),
      fixed: true,
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`adjustments.states.${row.state}`)}</Badge>,
    },
    { key: 'from', name: t('adjustments.from'), render: (row) => <DateText at={row.from} look="day" /> },
    {
      key: 'until',
      name: t('adjustments.until'),
      render: (row) => <Until row={row} />,
    },
    {
      key: 'asked',
      name: t('adjustments.asked'),
      render: (row) => (
        <>
          {row.requestedBy}
          <div className="tiny quiet">
            <DateText at={row.requestedAt} look="dateTime" />
          </div>
        </>
      ),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.adjustments')}
        lead={t('adjustments.lead')}
        aside={
          mayDo(session, 'pay.adjust') ? (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('adjustments.askOrder')}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t('place.adjustments')}
        columns={columns}
        rowKey={(row) => row.adjustment}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'state',
            name: t('adjustments.state'),
            options: options(t, 'adjustments.states', adjustmentState.options),
          },
          {
            key: 'kind',
            name: t('adjustments.kind'),
            options: options(t, 'adjustments.kinds', adjustmentKind.options),
          },
        ]}
        empty={{ title: t('adjustments.emptyTitle'), body: t('adjustments.emptyBody') }}
      />
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t('adjustments.askOrderTitle')}>
        <AskOrder />
      </Modal>
    </>
  )
}

function Until({ row }: { row: Adjustment }) {
  const { t } = useTranslation()
  const end = row.endedFrom ?? row.until
  if (end !== null) return <DateText at={end} look="day" />
  const lasts = row.kind === 'rank' || row.kind === 'waiver' || row.kind === 'exclusion'
  return t(lasts ? 'adjustments.goesOn' : 'adjustments.once')
}
