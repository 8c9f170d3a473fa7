import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listProducts, productChoices } from '#modules/catalog/contract.ts'
import { exportGoodsXlsx } from '#modules/catalog/contract/files.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { endpointPath } from '#kit/api.ts'
import { GoodsPicture } from '#kit/goods-picture.tsx'
import { DataTable, type Column, type Filter } from '#kit/data-table.tsx'
import { Badge } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { BulkDialog, type BulkOf } from '../catalogue/bulk-dialog.tsx'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const STATES = ['draft', 'active', 'withdrawn'] as const
const NONE: ReadonlySet<string> = new Set()

type Row = Inside<typeof listProducts, 'response'>['rows'][number]

/** What can be sold, where; many products can be chosen and changed at once. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const filter = filterOf(state)
  const asked = useAnswer(listProducts, { query: { ...pageAsk(state, ROWS), ...filter } }, { keep: true })
  const choices = useAnswer(productChoices, {})
  const [chosen, setChosen] = useState(NONE)
  const [bulk, setBulk] = useState<BulkOf>()
  const [opened, { open, close }] = useDisclosure(false)
  const change = (of: BulkOf): void => {
    setBulk(of)
    open()
  }
  const total = asked.data?.total ?? 0
  const near = asked.data?.near ?? []
  return (
    <>
      <PageHead
        title={t('place.catalogue')}
        lead={t('catalogue.lead')}
        aside={
          writes ? (
            <Button size="xs" component={Link} to="/catalogue/new">
              {t('catalogue.new')}
            </Button>
          ) : null
        }
      />
      <DataTable
        label={t('place.catalogue')}
        columns={useColumns()}
        rowKey={(row) => row.code}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={useFilters(choices.data)}
        {...(writes ? { selection: { chosen, onChange: setChosen, name: (row: Row) => row.name } } : {})}
        exportHref={endpointPath(exportGoodsXlsx, { query: { ...filter, ...searchOf(state) } })}
        empty={{
          title: t('catalogue.emptyTitle'),
          body:
            near.length === 0 ? t('catalogue.emptyBody') : t('catalogue.near', { words: near.join(', ') }),
        }}
      />
      {writes ? (
        <ChosenBar
          count={chosen.size}
          total={total}
          onNone={() => setChosen(NONE)}
          onChange={() => change({ count: chosen.size, codes: [...chosen] })}
          onChangeAll={() => change({ count: total, filter: { ...filter, ...searchOf(state) } })}
        />
      ) : null}
      {bulk && choices.data ? (
        <BulkDialog
          opened={opened}
          onClose={close}
          onDone={() => setChosen(NONE)}
          of={bulk}
          choices={choices.data}
        />
      ) : null}
    </>
  )
}

function ChosenBar(props: {
  count: number
  total: number
  onNone: () => void
  onChange: () => void
  onChangeAll: () => void
}) {
  const { t } = useTranslation()
  const { count, total } = props
  return (
    <section className="chosen-bar" aria-label={t('catalogue.chosen', { count })}>
      <output className="strong">{t('catalogue.chosen', { count })}</output>
      <span className="tiny quiet">{t('catalogue.keys')}</span>
      <span className="chosen-bar__end">
        {count > 0 ? (
          <>
            <Button variant="default" size="xs" onClick={props.onNone}>
              {t('catalogue.none')}
            </Button>
            <Button size="xs" onClick={props.onChange}>
              {t('catalogue.change')}
            </Button>
          </>
        ) : (
          <Button variant="default" size="xs" disabled={total === 0} onClick={props.onChangeAll}>
            {t('catalogue.changeAll', { count: total })}
          </Button>
        )}
      </span>
    </section>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      name: t('product.name'),
      sort: 'name',
      fixed: true,
      render: (row) => (
        <span className={row.family === null ? 'person-line' : 'person-line person-line--below'}>
          <span className="thumb">
            <GoodsPicture product={row} sizes="34px" />
          </span>
          <Link className="table__row-link" to={`/catalogue/products/${row.code}`}>
            {row.name}
          </Link>
          {row.variants > 0 ? (
            <span className="tiny quiet">{t('catalogue.variants', { count: row.variants })}</span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'code',
      name: t('product.code'),
      sort: 'code',
      render: (row) => <span className="number">{row.code}</span>,
    },
    { key: 'category', name: t('product.category'), sort: 'category', render: (row) => row.category },
    {
      key: 'state',
      name: t('product.state'),
      sort: 'state',
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`product.states.${row.state}`)}</Badge>,
    },
    {
      key: 'retail',
      name: t('product.retail'),
      right: true,
      render: (row) => <Retail row={row} />,
    },
    { key: 'tax', name: t('product.taxClass'), sort: 'taxClass', render: (row) => row.taxClass },
    { key: 'tags', name: t('product.tags'), render: (row) => <Tags tags={row.tags} /> },
    {
      key: 'weight',
      name: t('product.weight'),
      right: true,
      sort: 'weight',
      render: (row) => t('product.grams', { count: row.weightGrams }),
    },
  ]
}

function Retail({ row }: { row: Row }) {
  const { t } = useTranslation()
  if (row.retail.length === 0) return <span className="quiet">{t('product.unpriced')}</span>
  return (
    <>
      {row.retail.map(({ market, price }) => (
        <div key={market}>
          <Money value={price} /> <span className="tiny quiet">{market}</span>
        </div>
      ))}
    </>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="tags">
      {tags.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
    </span>
  )
}

type Choices = Inside<typeof productChoices, 'response'>

function useFilters(choices: Choices | undefined): readonly Filter[] {
  const { t } = useTranslation()
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
  const { categories = [], markets = [], taxClasses = [], tags = [] } = choices ?? {}
  const all: readonly Filter[] = [
    {
      key: 'category',
      name: t('product.category'),
      options: categories.map(({ code, name }) => ({ value: code, label: name })),
    },
    { key: 'state', name: t('product.state'), options: options(t, 'product.states', STATES) },
    { key: 'market', name: t('catalogue.market'), options: plain(markets.map(({ code }) => code)) },
    { key: 'taxClass', name: t('product.taxClass'), options: plain(taxClasses) },
    { key: 'tag', name: t('catalogue.tag'), options: plain(tags) },
    {
      key: 'price',
      name: t('catalogue.price'),
      options: [{ value: 'missing', label: t('catalogue.priceMissing') }],
    },
  ]
  return all.filter(({ options: some }) => some.length > 0)
}

type Filters = ReturnType<typeof useTableAddress>['state']

/** What of the address narrows the list; what the server would not understand is left out. */
function filterOf({ filters }: Filters) {
  const { category, market, taxClass, tag, price } = filters
  const wanted = STATES.find((value) => value === filters['state'])
  return {
    ...(category === undefined ? {} : { category }),
    ...(market === undefined ? {} : { market }),
    ...(taxClass === undefined ? {} : { taxClass }),
    ...(tag === undefined ? {} : { tag }),
    ...(price === 'missing' ? { price: 'missing' as const } : {}),
    ...(wanted ? { state: wanted } : {}),
  }
}

function searchOf({ search }: Filters): { search?: string } {
  return search === '' ? {} : { search }
}
