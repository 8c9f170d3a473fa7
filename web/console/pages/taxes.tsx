import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listMarkets } from '#modules/company/contract.ts'
import { callOffTaxRate, endTaxRate, listTaxRates } from '#modules/tax/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { formatRate } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { BeginRate } from '../taxes/begin-rate.tsx'
import { PreviewTax } from '../taxes/preview-tax.tsx'
import { TaxRules } from '../taxes/tax-rules.tsx'
import { options } from '../words.ts'

const ROWS = 25
const WHEN = ['now', 'coming', 'ended'] as const
type Row = Inside<typeof listTaxRates, 'response'>['rows'][number]
type Markets = Inside<typeof listMarkets, 'response'>['markets']

/** Which taxes hold in a market, from which day on, and what they would come to. */
export function Component() {
  const { t } = useTranslation()
  const markets = useAnswer(listMarkets, {})
  return (
    <>
      <PageHead title={t('taxes.title')} lead={t('taxes.lead')} />
      <Answer asked={markets}>{({ markets: all }) => <OfMarket markets={all} />}</Answer>
    </>
  )
}

function OfMarket({ markets }: { markets: Markets }) {
  const { t } = useTranslation()
  const session = useSession()
  const { state, change } = useTableAddress()
  const market = markets.find(({ code }) => code === state.filters['market']) ?? markets[0]
  if (!market) return null
  const writes = mayDo(session.data, 'tax.write')
  return (
    <div className="stack">
      <div className="bulk-form">
        <Select
          label={t('taxes.market')}
          data={markets.map(({ code, name }) => ({ value: code, label: name }))}
          value={market.code}
          allowDeselect={false}
          onChange={(code) => change({ market: code ?? undefined })}
        />
      </div>
      <Rates market={market.code} writes={writes} />
      <div className="columns columns--even">
        <div className="stack">
          {writes ? <BeginRate key={market.code} market={market.code} /> : null}
          <PreviewTax
            key={`preview ${market.code}`}
            market={market.code}
            country={market.country}
            currency={market.currency}
          />
        </div>
        <TaxRules market={market.code} writes={writes} />
      </div>
    </div>
  )
}

function Rates({ market, writes }: { market: string; writes: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { state } = useTableAddress()
  const [chosen, setChosen] = useState<Row>()
  const when = WHEN.find((one) => one === state.filters['when'])
  const query = { market, ...(when ? { when } : {}), ...pageAsk(state, ROWS) }
  const asked = useAnswer(listTaxRates, { query }, { keep: true })
  const columns: readonly Column<Row>[] = [
    { key: 'class', name: t('taxes.class'), fixed: true, render: (row) => <strong>{row.class}</strong> },
    { key: 'place', name: t('taxes.place'), render: (row) => <Place row={row} /> },
    { key: 'name', name: t('taxes.name'), render: (row) => row.name },
    {
      key: 'rate',
      name: t('taxes.rate'),
      right: true,
      render: (row) => <span className="number">{formatRate(row.ratePpm, locale)}</span>,
    },
    { key: 'from', name: t('taxes.from'), render: (row) => <DateText at={row.from} /> },
    {
      key: 'until',
      name: t('taxes.until'),
      render: (row) => (row.until === null ? t('taxes.open') : <DateText at={row.until} />),
    },
    {
      key: 'when',
      name: t('taxes.when'),
      render: (row) => (
        <Badge tone={row.when === 'now' ? 'good' : row.when === 'coming' ? 'warn' : 'plain'}>
          {t(`taxes.whens.${row.when}`)}
        </Badge>
      ),
    },
    ...(writes
      ? [
          {
            key: 'act',
            name: t('taxes.act'),
            render: (row: Row) =>
              row.when === 'ended' ? null : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t(`taxes.actOf.${row.when}`, { class: row.class, name: row.name })}
                  onClick={() => setChosen(row)}
                >
                  {t(`taxes.acts.${row.when}`)}
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <>
      <DataTable
        label={t('taxes.rates')}
        columns={columns}
        rowKey={({ rate }) => rate}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[{ key: 'when', name: t('taxes.when'), options: options(t, 'taxes.whens', WHEN) }]}
        empty={{ title: t('taxes.emptyTitle'), body: t('taxes.emptyBody') }}
      />
      <Modal
        opened={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        title={t(chosen?.when === 'coming' ? 'taxes.callOffTitle' : 'taxes.endTitle')}
      >
        {chosen ? <EndRate row={chosen} onDone={() => setChosen(undefined)} /> : null}
      </Modal>
    </>
  )
}

/** Where a rate counts, from the country down to postal codes. */
function Place({ row }: { row: Row }) {
  const { t } = useTranslation()
  const { country, region, postalFrom, postalUntil } = row
  if (country === null) return <span className="soft">{t('taxes.anywhere')}</span>
  const codes = postalFrom === postalUntil ? postalFrom : `${postalFrom}–${postalUntil}`
  return [country, region, codes].filter((part) => part !== null).join(' ')
}

/** Calls off what did not begin, or ends what holds with a day. */
function EndRate({ row, onDone }: { row: Row; onDone: () => void }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState('')
  const end = useAct(endTaxRate, { onDone })
  const callOff = useAct(callOffTaxRate, { onDone })
  const params = { rate: row.rate }
  const isComing = row.when === 'coming'
  const { error, isPending } = isComing ? callOff : end
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isComing) callOff.mutate({ ask: { params } })
        else if (from !== '') end.mutate({ ask: { params, body: { from } } })
      }}
    >
      <p>{t(isComing ? 'taxes.callOffBody' : 'taxes.endBody')}</p>
      {isComing ? null : (
        <TextInput
          type="date"
          label={t('taxes.endFrom')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      )}
      {error ? <Failed error={error} /> : null}
      <div className="form__acts">
        <Button type="submit" loading={isPending} disabled={!isComing && from === ''}>
          {t(isComing ? 'taxes.acts.coming' : 'taxes.acts.now')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
