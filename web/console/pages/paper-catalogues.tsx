import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { productChoices } from '#modules/catalog/contract.ts'
import { createCampaign, listCampaigns } from '#modules/catalog/contract/campaigns.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { CampaignForm, DaysText } from '../catalogue/campaign-form.tsx'
import { PageHead } from '../page-head.tsx'
import { options } from '../words.ts'

const ROWS = 25
const STATES = ['now', 'to_come', 'ended'] as const
const TONES = { now: 'good', to_come: 'warn', ended: 'plain' } as const

type Row = Inside<typeof listCampaigns, 'response'>['rows'][number]

/** Catalogues on paper: when and where each holds, and how much it prints. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const choices = useAnswer(productChoices, {})
  const wanted = STATES.find((value) => value === state.filters['state'])
  const market = state.filters['market']
  const asked = useAnswer(
    listCampaigns,
    {
      query: {
        ...pageAsk(state, ROWS),
        ...(wanted === undefined ? {} : { state: wanted }),
        ...(market === undefined ? {} : { market }),
      },
    },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('paper.name'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link strong" to={`/catalogue/paper/${row.campaign}`}>
            {row.name}
          </Link>
          <div className="tiny quiet">{row.campaign}</div>
        </>
      ),
    },
    {
      key: 'state',
      name: t('paper.state'),
      fixed: true,
      render: (row) => <Badge tone={TONES[row.state]}>{t(`paper.states.${row.state}`)}</Badge>,
    },
    { key: 'days', name: t('paper.days'), render: (row) => <DaysText {...row} /> },
    { key: 'market', name: t('paper.market'), render: (row) => row.market ?? t('paper.everywhere') },
    {
      key: 'positions',
      name: t('paper.positions'),
      right: true,
      render: (row) => t('paper.count', { count: row.positions }),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.paper')}
        lead={t('paper.lead')}
        aside={writes ? <NewCampaign markets={choices.data?.markets ?? []} /> : null}
      />
      <DataTable
        label={t('place.paper')}
        columns={columns}
        rowKey={(row) => row.campaign}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          { key: 'state', name: t('paper.state'), options: options(t, 'paper.states', STATES) },
          {
            key: 'market',
            name: t('paper.market'),
            options: (choices.data?.markets ?? []).map(({ code }) => ({ value: code, label: code })),
          },
        ]}
        empty={{ title: t('paper.emptyTitle'), body: t('paper.emptyBody') }}
      />
    </>
  )
}

function NewCampaign({ markets }: { markets: readonly Readonly<{ code: string }>[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [opened, { open, close }] = useDisclosure(false)
  const act = useAct(createCampaign, {
    onDone: ({ campaign }) => void navigate(`/catalogue/paper/${campaign}`),
  })
  return (
    <>
      <Button size="xs" onClick={open}>
        {t('paper.new')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('paper.newTitle')}>
        <CampaignForm
          markets={markets}
          act={t('paper.make')}
          pending={act.isPending}
          error={act.error}
          onSave={({ campaign, ...written }) => act.mutate({ ask: { body: { campaign, ...written } } })}
        />
      </Modal>
    </>
  )
}
