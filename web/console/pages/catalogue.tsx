import { useTranslation } from 'react-i18next'
import { listProducts } from '#modules/catalog/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { ProductArt } from '#kit/art/product-art.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const STATES = ['active', 'withdrawn'] as const

type Row = Readonly<{
  code: string
  name: string
  category: string
  art: string
  state: string
  taxClass: string
  weightGrams: number
  markets: readonly string[]
}>

/** What can be sold, where. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const wanted = STATES.find((value) => value === state.filters['state'])
  const asked = useAnswer(
    listProducts,
    { query: { ...pageAsk(state, ROWS), ...(wanted ? { state: wanted } : {}) } },
    { keep: true },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('product.name'),
      sort: 'name',
      fixed: true,
      render: (row) => (
        <span className="person-line">
          <span className="thumb">
            <ProductArt name={row.name} category={row.category} art={row.art} />
          </span>
          <span className="strong">{row.name}</span>
        </span>
      ),
    },
    {
      key: 'code',
      name: t('product.code'),
      sort: 'code',
      render: (row) => <span className="number">{row.code}</span>,
    },
    { key: 'category', name: t('product.category'), render: (row) => row.category },
    {
      key: 'state',
      name: t('product.state'),
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`product.states.${row.state}`)}</Badge>,
    },
    { key: 'tax', name: t('product.taxClass'), render: (row) => row.taxClass },
    {
      key: 'weight',
      name: t('product.weight'),
      right: true,
      render: (row) => t('product.grams', { count: row.weightGrams }),
    },
    { key: 'markets', name: t('product.markets'), render: (row) => row.markets.join(', ') },
  ]
  return (
    <>
      <PageHead title={t('place.catalogue')} lead={t('catalogue.lead')} />
      <DataTable
        label={t('place.catalogue')}
        columns={columns}
        rowKey={(row) => row.code}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[{ key: 'state', name: t('product.state'), options: options(t, 'product.states', STATES) }]}
        empty={{ title: t('catalogue.emptyTitle'), body: t('catalogue.emptyBody') }}
      />
    </>
  )
}
