import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import {
  exportGoodsCsv,
  exportGoodsXlsx,
  IMPORT_BYTES_MAX,
  listImports,
  uploadImport,
} from '#modules/catalog/contract/files.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { FileDrop } from '../catalogue/file-drop.tsx'
import { PageHead } from '../page-head.tsx'

const ROWS = 25
const ACCEPT = '.csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const NAME_MOST = 200

type Row = Inside<typeof listImports, 'response'>['rows'][number]

/** Goods as files: out as they are, and in after somebody has looked at what they would do. */
export function Component() {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  return (
    <>
      <PageHead title={t('place.files')} lead={t('files.lead')} />
      <div className="stack">
        <div className={writes ? 'columns columns--even' : undefined}>
          {writes ? <Upload /> : null}
          <Export />
        </div>
        <Imports />
      </div>
    </>
  )
}

function Upload() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [large, setLarge] = useState(false)
  const act = useAct(uploadImport, { onDone: ({ import: id }) => void navigate(`/catalogue/files/${id}`) })
  const send = async (file: File): Promise<void> => {
    setLarge(file.size > IMPORT_BYTES_MAX)
    if (file.size > IMPORT_BYTES_MAX) return act.reset()
    const body = new Uint8Array(await file.arrayBuffer())
    act.mutate({ ask: { query: { name: file.name.slice(-NAME_MOST) }, body } })
  }
  return (
    <Panel title={t('files.import')}>
      <div className="stack stack--tight">
        <FileDrop accept={ACCEPT} busy={act.isPending} onFile={(file) => void send(file)} />
        {large ? (
          <p className="notice notice--harm" role="alert">
            {t('files.tooLarge', { megabytes: IMPORT_BYTES_MAX / 1_048_576 })}
          </p>
        ) : null}
        {act.error ? <Failed error={act.error} /> : null}
        <p className="small soft">{t('files.importHint')}</p>
      </div>
    </Panel>
  )
}

function Export() {
  const { t } = useTranslation()
  const files = [
    { key: 'xlsx', href: endpointPath(exportGoodsXlsx, { query: {} }) },
    { key: 'categoriesCsv', href: endpointPath(exportGoodsCsv, { query: { sheet: 'categories' } }) },
    { key: 'goodsCsv', href: endpointPath(exportGoodsCsv, { query: { sheet: 'goods' } }) },
    { key: 'pricesCsv', href: endpointPath(exportGoodsCsv, { query: { sheet: 'prices' } }) },
  ]
  return (
    <Panel title={t('files.export')}>
      <div className="stack stack--tight">
        <p className="small soft">{t('files.exportHint')}</p>
        <ul className="file-links">
          {files.map(({ key, href }) => (
            <li key={key}>
              <Button
                component="a"
                href={href}
                download
                variant="default"
                fullWidth
                justify="flex-start"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t(`files.${key}`)}
              </Button>
            </li>
          ))}
        </ul>
        <p className="small soft">
          {t('files.filtered')}{' '}
          <Link className="text-link" to="/catalogue">
            {t('place.goods')}
          </Link>
        </p>
      </div>
    </Panel>
  )
}

function Imports() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const { page, rows } = pageAsk(state, ROWS)
  const asked = useAnswer(listImports, { query: { page, rows } }, { keep: true })
  const count = (value: number) => t('files.count', { count: value })
  const columns: readonly Column<Row>[] = [
    {
      key: 'file',
      name: t('files.file'),
      fixed: true,
      render: (row) => (
        <Link className="table__row-link" to={`/catalogue/files/${row.import}`}>
          {row.fileName}
        </Link>
      ),
    },
    { key: 'state', name: t('files.state'), fixed: true, render: (row) => <ImportState kept={row} /> },
    { key: 'when', name: t('changes.when'), render: (row) => <DateText at={row.at} look="dateTime" /> },
    { key: 'who', name: t('changes.who'), render: (row) => row.by ?? t('product.somebody') },
    ...(['new', 'changed', 'same', 'rejected'] as const).map((outcome) => ({
      key: outcome,
      name: t(`files.outcomes.${outcome}`),
      right: true,
      render: (row: Row) => count(row.counts[outcome]),
    })),
  ]
  return (
    <section className="stack stack--tight" aria-label={t('files.past')}>
      <h2>{t('files.past')}</h2>
      <DataTable
        label={t('files.past')}
        columns={columns}
        rowKey={(row) => row.import.toString()}
        asked={asked}
        rowsPerPage={ROWS}
        empty={{ title: t('files.emptyTitle'), body: t('files.emptyBody') }}
      />
    </section>
  )
}

/** Whether an import waits, was applied, or was taken back. */
function ImportState({ kept }: { kept: Row }) {
  const { t } = useTranslation()
  const state = kept.undone ? 'undone' : kept.change === null ? 'waiting' : 'applied'
  const tone = state === 'applied' ? 'good' : state === 'waiting' ? 'warn' : 'plain'
  return <Badge tone={tone}>{t(`files.states.${state}`)}</Badge>
}
