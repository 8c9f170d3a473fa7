import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { listMyDrafts } from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { RemoveDraft } from '../parts/order-draft.tsx'
import { Pager } from '../parts/pager.tsx'
import { TopBar } from '../parts/top-bar.tsx'

const ROWS = 20

type Row = Inside<typeof listMyDrafts, 'response'>['rows'][number]

/** Orders that I began or was handed, to go on with on any device. */
export function Component() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const page = Math.max(1, Number(params.get('page') ?? '1') || 1)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const asked = useAnswer(
    listMyDrafts,
    { query: { page, rows: ROWS, ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  return (
    <>
      <TopBar title={t('drafts.title')} back="/sell" />
      <section className="section" style={{ paddingBlock: '0 var(--space-3)' }}>
        <TextInput
          size="md"
          label={t('drafts.find')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setParams({}, { replace: true })
          }}
        />
      </section>
      <Answer asked={asked}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <Empty
              title={t(search === '' ? 'drafts.none' : 'drafts.noneFound')}
              body={t('drafts.noneBody')}
              action={
                <Button component={Link} to="/sell/report" size="md">
                  {t('sell.report')}
                </Button>
              }
            />
          ) : (
            <>
              <ul>
                {rows.map((row) => (
                  <li key={row.draft}>
                    {row.isMine ? (
                      <Link className="list-row" to={`/sell/report?draft=${row.draft}`}>
                        <Words row={row} />
                        <span aria-hidden="true">›</span>
                      </Link>
                    ) : (
                      <div className="list-row">
                        <Words row={row} />
                        <TakeBack draft={row.draft} />
                      </div>
                    )}
                  </li>
                ))}
              </ul>
              <Pager
                page={page}
                rows={ROWS}
                total={total}
                onPage={(next) => setParams({ page: String(next) })}
              />
            </>
          )
        }
      </Answer>
    </>
  )
}

function Words({ row }: { row: Row }) {
  const { t } = useTranslation()
  const { buyer, pieces, begunAt, preparedBy, isMine } = row
  return (
    <span>
      <span className="strong">
        {buyer === null
          ? t('drafts.nobody')
          : buyer.kind === 'self'
            ? t('report.kinds.self')
            : buyer.kind === 'customer'
              ? (buyer.name ?? buyer.code)
              : buyer.name}
      </span>
      <div className="small quiet">
        {t('drafts.pieces', { count: pieces })}, <DateText at={begunAt} look="dateTime" />{' '}
        {isMine ? null : <Badge tone="warn">{t('drafts.handed')}</Badge>}
        {isMine && preparedBy ? (
          <Badge tone="good">
            {preparedBy.name === null ? t('drafts.byCompany') : t('drafts.by', { name: preparedBy.name })}
          </Badge>
        ) : null}
      </div>
    </span>
  )
}

/** What was handed over and is not taken yet comes away again. */
function TakeBack({ draft }: { draft: string }) {
  const { t } = useTranslation()
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <Button variant="subtle" onClick={() => setAsked(true)}>
        {t('drafts.remove')}
      </Button>
      <Modal opened={isAsked} onClose={() => setAsked(false)} title={t('drafts.titles.remove')}>
        <RemoveDraft draft={draft} />
      </Modal>
    </>
  )
}
