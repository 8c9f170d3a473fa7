import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { listMyParties, partyState } from '#modules/orders/contract/parties.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { Pager } from '../parts/pager.tsx'
import { TopBar } from '../parts/top-bar.tsx'

const ROWS = 20
const ROLES = ['seller', 'host'] as const
export const partyTones = { open: 'good', closed: 'plain', cancelled: 'harm' } as const

type Row = Inside<typeof listMyParties, 'response'>['rows'][number]

/** Parties that I sell at, or host: those that are open first. */
export function Component() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const role = ROLES.find((one) => one === params.get('role')) ?? 'seller'
  const state = partyState.options.find((one) => one === params.get('state'))
  const page = Math.max(1, Number(params.get('page') ?? '1') || 1)
  const asked = useAnswer(
    listMyParties,
    { query: { role, page, rows: ROWS, ...(state ? { state } : {}) } },
    { keep: true },
  )
  const go = (change: Readonly<Record<string, string>>) =>
    setParams({ role, ...(state ? { state } : {}), ...change })
  return (
    <>
      <TopBar
        title={t('parties.title')}
        back="/sell"
        act={
          <Link to="/sell/parties/new" className="top-bar__act" aria-label={t('parties.open')}>
            <IconPlus size={22} stroke={1.7} aria-hidden />
          </Link>
        }
      />
      <div className="chips">
        {ROLES.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === role}
            onClick={() => setParams({ role: one })}
          >
            {t(`parties.roles.${one}`)}
          </button>
        ))}
        {partyState.options.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === state}
            onClick={() => setParams(one === state ? { role } : { role, state: one })}
          >
            {t(`parties.states.${one}`)}
          </button>
        ))}
      </div>
      <Answer asked={asked}>
        {(list) =>
          list.rows.length === 0 ? (
            <None role={role} isFiltered={state !== undefined} />
          ) : (
            <>
              <ul>
                {list.rows.map((row) => (
                  <PartyRow key={row.party} row={row} />
                ))}
              </ul>
              <Pager
                page={page}
                rows={ROWS}
                total={list.total}
                onPage={(next) => go({ page: String(next) })}
              />
            </>
          )
        }
      </Answer>
    </>
  )
}

function None({ role, isFiltered }: { role: (typeof ROLES)[number]; isFiltered: boolean }) {
  const { t } = useTranslation()
  if (isFiltered) return <Empty title={t('parties.noneFound')} />
  if (role === 'host') return <Empty title={t('parties.noneHosted')} body={t('parties.noneHostedBody')} />
  return (
    <Empty
      title={t('parties.none')}
      body={t('parties.noneBody')}
      action={
        <Button component={Link} to="/sell/parties/new" size="md">
          {t('parties.open')}
        </Button>
      }
    />
  )
}

function PartyRow({ row }: { row: Row }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link className="list-row" to={`/sell/parties/${row.party}`}>
        <span>
          <span className="strong">{t('parties.of', { host: row.host.name })}</span>
          <div className="small quiet">
            <DateText at={row.heldAt} />
            {row.place === null ? null : `, ${row.place}`}{' '}
            <Badge tone={partyTones[row.state]}>{t(`parties.states.${row.state}`)}</Badge>
          </div>
        </span>
        <span className="list-row__end">
          <Money value={row.sales} />
          <div className="small quiet">{t('parties.guests', { count: row.guests })}</div>
        </span>
      </Link>
    </li>
  )
}
