import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { productChoices } from '#modules/catalog/contract.ts'
import {
  editCampaign,
  exportPositions,
  listPositions,
  showCampaign,
} from '#modules/catalog/contract/campaigns.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { CampaignForm, DaysText } from '../catalogue/campaign-form.tsx'
import { ChosenPositions, PositionDialog } from '../catalogue/campaign-positions.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 50
const PRICES = ['own', 'usual'] as const
const NONE: ReadonlySet<string> = new Set()

type Campaign = Inside<typeof showCampaign, 'response'>
type Row = Inside<typeof listPositions, 'response'>['rows'][number]

/** One catalogue on paper: what it prints, page by page. */
export function Component() {
  const { t } = useTranslation()
  const { paper: campaign = '' } = useParams()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const asked = useAnswer(showCampaign, { params: { campaign } })
  const [edited, setEdited] = useState<Row | 'new'>()
  return (
    <Answer asked={asked}>
      {(shown) => (
        <>
          <PageHead
            title={shown.name}
            lead={
              <>
                <DaysText {...shown} /> · {shown.market ?? t('paper.everywhere')} ·{' '}
                {t('paper.countAll', { count: shown.positions })}
              </>
            }
            aside={
              <span className="person-line">
                <Button
                  size="xs"
                  variant="default"
                  component="a"
                  href={endpointPath(exportPositions, { params: { campaign }, query: { format: 'xlsx' } })}
                  download
                  leftSection={<IconDownload size={14} aria-hidden />}
                >
                  {t('paper.export')}
                </Button>
                {writes ? <EditCampaign key={shown.revision} campaign={shown} /> : null}
                {writes ? (
                  <Button size="xs" onClick={() => setEdited('new')}>
                    {t('paper.addPosition')}
                  </Button>
                ) : null}
              </span>
            }
          />
          <Positions campaign={shown} writes={writes} onEdit={setEdited} />
          {edited ? (
            <PositionDialog
              campaign={shown}
              row={edited === 'new' ? undefined : edited}
              onClose={() => setEdited(undefined)}
            />
          ) : null}
        </>
      )}
    </Answer>
  )
}

function EditCampaign({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const choices = useAnswer(productChoices, {})
  const act = useAct(editCampaign, { onDone: close })
  const { campaign: code, revision, texts, market, fromDay, untilDay } = campaign
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('paper.edit')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('paper.editTitle')}>
        <CampaignForm
          markets={choices.data?.markets ?? []}
          kept={{ campaign: code, texts, market, fromDay, untilDay }}
          act={t('paper.save')}
          pending={act.isPending}
          error={act.error}
          onSave={({ campaign: _code, ...written }) =>
            act.mutate({ ask: { params: { campaign: code }, body: { ...written, revision } } })
          }
        />
      </Modal>
    </>
  )
}

function Positions({
  campaign,
  writes,
  onEdit,
}: {
  campaign: Campaign
  writes: boolean
  onEdit: (row: Row) => void
}) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const [chosen, setChosen] = useState(NONE)
  const price = PRICES.find((value) => value === state.filters['price'])
  const asked = useAnswer(
    listPositions,
    {
      params: { campaign: campaign.campaign },
      query: { ...pageAsk(state, ROWS), ...(price === undefined ? {} : { price }) },
    },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'page',
      name: t('paper.page'),
      sort: 'page',
      right: true,
      render: (row) => <span className="number">{row.page ?? '–'}</span>,
    },
    {
      key: 'printed',
      name: t('paper.printed'),
      sort: 'printed',
      fixed: true,
      render: (row) =>
        writes ? (
          <button type="button" className="text-link plain-button number" onClick={() => onEdit(row)}>
            {row.printed}
          </button>
        ) : (
          <span className="number strong">{row.printed}</span>
        ),
    },
    {
      key: 'product',
      name: t('product.name'),
      sort: 'product',
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/catalogue/products/${row.product}`}>
            {row.name}
          </Link>{' '}
          <span className="tiny quiet number">{row.product}</span>
        </>
      ),
    },
    {
      key: 'state',
      name: t('product.state'),
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`product.states.${row.state}`)}</Badge>,
    },
    { key: 'price', name: t('paper.price'), right: true, render: (row) => <Prices row={row} /> },
  ]
  return (
    <>
      <DataTable
        label={t('paper.positions')}
        columns={columns}
        rowKey={(row) => row.printed}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[{ key: 'price', name: t('paper.price'), options: options(t, 'paper.prices', PRICES) }]}
        {...(writes ? { selection: { chosen, onChange: setChosen, name: (row: Row) => row.name } } : {})}
        empty={{ title: t('paper.noneTitle'), body: t('paper.noneBody') }}
      />
      {writes ? (
        <ChosenPositions
          campaign={campaign.campaign}
          rows={(asked.data?.rows ?? []).filter(({ printed }) => chosen.has(printed))}
          count={chosen.size}
          printed={[...chosen]}
          onNone={() => setChosen(NONE)}
        />
      ) : null}
    </>
  )
}

function Prices({ row }: { row: Row }) {
  const { t } = useTranslation()
  if (row.prices.length === 0) return <span className="quiet">{t('paper.prices.usual')}</span>
  return row.prices.map(({ market, kind, price }) => (
    <div key={`${market} ${kind}`}>
      <Money value={price} />{' '}
      <span className="tiny quiet">
        {market}, {t(`product.kinds.${kind}`)}
      </span>
    </div>
  ))
}
