import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import {
  applyImport,
  listImportRows,
  recheckImport,
  rejectedImportRows,
  showImport,
} from '#modules/catalog/contract/files.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ApiRefusal, endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Tile, Tiles, type Tone } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { ThingName, ThingValue } from '../catalogue/things.tsx'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 50
const OUTCOMES = ['rejected', 'changed', 'new', 'same'] as const
const SHEETS = ['categories', 'goods', 'prices', 'campaign'] as const
const TONES: Readonly<Record<(typeof OUTCOMES)[number], Tone>> = {
  rejected: 'harm',
  changed: 'warn',
  new: 'good',
  same: 'plain',
}

type Kept = Inside<typeof showImport, 'response'>
type Row = Inside<typeof listImportRows, 'response'>['rows'][number]

/** What a file would do, row by row, and the step that does it. */
export function Component() {
  const { import: typed = '' } = useParams()
  const id = /^\d+$/.test(typed) ? BigInt(typed) : 0n
  const asked = useAnswer(showImport, { params: { import: id } })
  return <Answer asked={asked}>{(kept) => <Import kept={kept} />}</Answer>
}

function Import({ kept }: { kept: Kept }) {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const { counts } = kept
  return (
    <>
      <PageHead
        title={kept.fileName}
        lead={
          <>
            {t('files.by', { name: kept.by ?? t('product.somebody') })}{' '}
            <DateText at={kept.at} look="dateTime" />
          </>
        }
        aside={
          counts.rejected > 0 ? (
            <Button
              component="a"
              href={endpointPath(rejectedImportRows, { params: { import: kept.import } })}
              download
              variant="default"
              size="xs"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t('files.rejectedFile', { count: counts.rejected })}
            </Button>
          ) : null
        }
      />
      <div className="stack">
        <Tiles>
          {OUTCOMES.map((outcome) => (
            <Tile
              key={outcome}
              label={t(`files.outcomes.${outcome}`)}
              figure={t('files.count', { count: counts[outcome] })}
              note={t(`files.notes.${outcome}`)}
            />
          ))}
        </Tiles>
        {kept.change === null ? writes ? <Apply kept={kept} /> : null : <Applied kept={kept} />}
        <Rows id={kept.import} />
      </div>
    </>
  )
}

function Applied({ kept }: { kept: Kept }) {
  const { t } = useTranslation()
  return (
    <output className={kept.undone ? 'notice' : 'notice notice--good'}>
      <span>
        {t(kept.undone ? 'files.wasUndone' : 'files.wasApplied')}{' '}
        <Link className="text-link" to="/catalogue/changes">
          {t('place.changes')}
        </Link>
      </span>
    </output>
  )
}

function Apply({ kept }: { kept: Kept }) {
  const { t } = useTranslation()
  const { counts, import: id } = kept
  const rows = counts.new + counts.changed
  const apply = useAct(applyImport, {
    onDone: ({ rows: done }) => notifications.show({ message: t('files.applied', { count: done }) }),
  })
  const recheck = useAct(recheckImport, { onDone: () => apply.reset() })
  const isStale = apply.error instanceof ApiRefusal && apply.error.code === 'catalog.import_changed_conflict'
  return (
    <section className="stack stack--tight" aria-label={t('files.applyTitle')}>
      {apply.error ? <Failed error={apply.error} /> : null}
      {recheck.error ? <Failed error={recheck.error} /> : null}
      <div className="row">
        <Button
          disabled={rows === 0 || isStale}
          loading={apply.isPending}
          onClick={() => apply.mutate({ ask: { params: { import: id } } })}
        >
          {t('files.apply', { count: rows })}
        </Button>
        <Button
          variant={isStale ? 'filled' : 'default'}
          loading={recheck.isPending}
          onClick={() => recheck.mutate({ ask: { params: { import: id } } })}
        >
          {t('files.recheck')}
        </Button>
      </div>
      <p className="small soft prose">
        {t(rows === 0 ? 'files.nothing' : 'files.applyHint')} {t('files.checked')}{' '}
        <DateText at={kept.checkedAt} look="dateTime" />.
      </p>
    </section>
  )
}

function Rows({ id }: { id: bigint }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { page, rows } = pageAsk(state, ROWS)
  const outcome = OUTCOMES.find((one) => one === state.filters['outcome'])
  const sheet = SHEETS.find((one) => one === state.filters['sheet'])
  const query = { page, rows, ...(outcome ? { outcome } : {}), ...(sheet ? { sheet } : {}) }
  const asked = useAnswer(listImportRows, { params: { import: id }, query }, { keep: true })
  const columns: readonly Column<Row>[] = [
    {
      key: 'row',
      name: t('files.row'),
      fixed: true,
      render: (row) => (
        <>
          <RowCode row={row} />
          <div className="tiny quiet number">
            {t('files.rowOf', { sheet: t(`files.sheets.${row.sheet}`), row: row.row })}
          </div>
          <Badge tone={TONES[row.outcome]}>{t(`files.one.${row.outcome}`)}</Badge>
        </>
      ),
    },
    { key: 'what', name: t('files.what'), fixed: true, render: (row) => <What row={row} /> },
  ]
  return (
    <DataTable
      label={t('files.rows')}
      columns={columns}
      rowKey={(row) => `${row.sheet} ${row.row}`}
      asked={asked}
      rowsPerPage={ROWS}
      filters={[
        { key: 'outcome', name: t('files.outcome'), options: options(t, 'files.outcomes', OUTCOMES) },
        { key: 'sheet', name: t('files.sheet'), options: options(t, 'files.sheets', SHEETS) },
      ]}
    />
  )
}

/** The product of a row; a link where it is there. */
function RowCode({ row }: { row: Row }) {
  if (row.outcome !== 'changed' && row.outcome !== 'same') return <span className="number">{row.code}</span>
  return (
    <Link className="table__row-link number" to={`/catalogue/products/${row.code}`}>
      {row.code}
    </Link>
  )
}

/** What changes, from what to what; or what was found and what was expected. */
function What({ row }: { row: Row }) {
  const { t } = useTranslation()
  if (row.problems.length > 0)
    return (
      <ul className="row-things">
        {row.problems.map(({ column, found, expected }) => (
          <li key={column}>
            <span className="strong">{column}</span>{' '}
            <span className="harm">{found === '' ? t('files.empty') : t('files.found', { found })}</span>{' '}
            {t('files.expected', { expected })}
          </li>
        ))}
      </ul>
    )
  return (
    <ul className="row-things">
      {row.things.map((thing) => (
        <li key={`${thing.field} ${thing.market} ${thing.kind}`}>
          <span className="strong">
            <ThingName thing={thing} />
          </span>{' '}
          {row.outcome === 'new' ? null : (
            <>
              <span className="soft before-after">
                <ThingValue thing={thing} value={thing.before} />
              </span>{' '}
              <span aria-hidden="true">→</span> <span className="only-spoken">{t('files.becomes')}</span>
            </>
          )}
          <span className="before-after">
            <ThingValue thing={thing} value={thing.after} />
          </span>
          {thing.validFrom === null ? null : (
            <span className="tiny quiet">
              {' '}
              {t('files.from')} <DateText at={thing.validFrom} look="dateTime" />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
