import { ActionIcon, Button, Checkbox, Popover, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronLeft,
  IconChevronRight,
  IconColumns3,
  IconDownload,
  IconSearch,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '#shared/page.ts'
import { formatCount } from './format.ts'
import { useLocale } from './locale.ts'
import { scrollable } from './spoken.ts'
import { Empty, Failed, Loading } from './states.tsx'
import { useTableAddress, writeSort, type TableState } from './table-address.ts'
import { PageBox, TableRows, type Selection } from './table-rows.tsx'

export type Column<Row> = Readonly<{
  key: string
  name: string
  render: (row: Row) => ReactNode
  /** Numbers stand at the right, in tabular figures. */
  right?: boolean
  /** The server sorts by this name; without it the column is not sortable. */
  sort?: string
  /** Stays when others are hidden. */
  fixed?: boolean
}>

export type Filter = Readonly<{
  key: string
  name: string
  options: readonly Readonly<{ value: string; label: string }>[]
}>

export type DataTableProps<Row> = Readonly<{
  label: string
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  asked: Readonly<{ data: Page<Row> | undefined; error: unknown; isPending: boolean; refetch: () => unknown }>
  rowsPerPage: number
  filters?: readonly Filter[]
  searchable?: boolean
  exportHref?: string
  /** Rows can be chosen, to do something with them. */
  selection?: Selection<Row>
  empty?: Readonly<{ title: string; body?: string; action?: ReactNode }>
}>

/** A list that pages, sorts and filters on the server and keeps its state in the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { state, change, hidden } = useTableAddress()
  const shown = props.columns.filter((column) => column.fixed === true || !hidden.has(column.key))
  const page = props.asked.data
  const narrowed = state.search !== '' || Object.keys(state.filters).length > 0
  return (
    <div className="table-frame">
      <TableBar {...props} state={state} hidden={hidden} change={change} />
      {page === undefined && props.asked.isPending ? <Loading rows={8} /> : null}
      {page === undefined && !props.asked.isPending ? (
        <Failed error={props.asked.error} onAgain={() => void props.asked.refetch()} />
      ) : null}
      {page !== undefined && page.rows.length === 0 ? <Nothing narrowed={narrowed} {...props} /> : null}
      {page !== undefined && page.rows.length > 0 ? (
        <>
          <section className="table-scroll" aria-label={props.label} {...scrollable}>
            <table className="table">
              <TableHead
                columns={shown}
                state={state}
                change={change}
                box={
                  props.selection ? (
                    <PageBox rows={page.rows} rowKey={props.rowKey} selection={props.selection} />
                  ) : undefined
                }
              />
              <TableRows rows={page.rows} columns={shown} rowKey={props.rowKey} selection={props.selection} />
            </table>
          </section>
          <TableFoot
            total={page.total}
            count={page.rows.length}
            rows={props.rowsPerPage}
            state={state}
            change={change}
          />
        </>
      ) : null}
    </div>
  )
}

type Change = ReturnType<typeof useTableAddress>['change']

type Heading = Omit<Column<never>, 'render'>

function TableHead({
  columns,
  state,
  change,
  box,
}: {
  columns: readonly Heading[]
  state: TableState
  change: Change
  box: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <thead>
      <tr>
        {box === undefined ? null : (
          <th scope="col" className="table__box">
            {box}
          </th>
        )}
        {columns.map((column) => {
          const sorted =
            column.sort !== undefined && state.sort?.column === column.sort ? state.sort : undefined
          const direction = sorted ? (sorted.down ? 'descending' : 'ascending') : undefined
          const { sort } = column
          return (
            <th
              key={column.key}
              scope="col"
              className={column.right === true ? 'table__right' : undefined}
              aria-sort={direction}
            >
              {sort === undefined ? (
                column.name
              ) : (
                <button
                  type="button"
                  className="table__sort"
                  title={t('kit.table.sortBy', { column: column.name })}
                  onClick={() =>
                    change({
                      sort: writeSort({ column: sort, down: sorted ? !sorted.down : column.right === true }),
                    })
                  }
                >
                  {column.name}
                  {sorted ? (
                    sorted.down ? (
                      <IconArrowDown size={14} aria-hidden />
                    ) : (
                      <IconArrowUp size={14} aria-hidden />
                    )
                  ) : null}
                </button>
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

function TableBar<Row>(
  props: DataTableProps<Row> & { state: TableState; hidden: ReadonlySet<string>; change: Change },
) {
  const { t } = useTranslation()
  const { state, change, hidden } = props
  const [typed, setTyped] = useState(state.search)
  const search = useDebouncedCallback((text: string) => change({ search: text }), 250)
  const choosable = props.columns.filter((column) => column.fixed !== true)
  return (
    <div className="table-bar">
      {props.searchable === true ? (
        <TextInput
          className="table-bar__search"
          aria-label={t('kit.table.search')}
          placeholder={t('kit.table.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            search(event.currentTarget.value)
          }}
        />
      ) : null}
      {(props.filters ?? []).map((filter) => (
        <Select
          key={filter.key}
          aria-label={filter.name}
          placeholder={filter.name}
          clearable
          w={170}
          data={filter.options.map((option) => ({ ...option }))}
          value={state.filters[filter.key] ?? null}
          onChange={(value) => change({ [filter.key]: value ?? undefined })}
        />
      ))}
      <div className="table-bar__end">
        {choosable.length > 1 ? (
          <Popover position="bottom-end" shadow="md">
            <Popover.Target>
              <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
                {t('kit.table.columns')}
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              <fieldset className="stack stack--tight" style={{ border: 0, padding: 0, margin: 0 }}>
                <legend className="only-spoken">{t('kit.table.choose')}</legend>
                {choosable.map((column) => (
                  <Checkbox
                    key={column.key}
                    label={column.name}
                    checked={!hidden.has(column.key)}
                    onChange={(event) => {
                      const after = new Set(hidden)
                      if (event.currentTarget.checked) after.delete(column.key)
                      else after.add(column.key)
                      change({ columns: [...after].join(','), page: String(state.page) })
                    }}
                  />
                ))}
              </fieldset>
            </Popover.Dropdown>
          </Popover>
        ) : null}
        {props.exportHref === undefined ? null : (
          <Button
            component="a"
            href={props.exportHref}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('kit.table.export')}
          </Button>
        )}
      </div>
    </div>
  )
}

function TableFoot({
  total,
  count,
  rows,
  state,
  change,
}: {
  total: number
  count: number
  rows: number
  state: TableState
  change: Change
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const from = (state.page - 1) * rows + 1
  const to = from + count - 1
  return (
    <div className="table-foot">
      <span className="number">
        {t('kit.table.range', {
          from: formatCount(from, locale),
          to: formatCount(to, locale),
          total: formatCount(total, locale),
        })}
      </span>
      <span className="row">
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('kit.table.previous')}
          disabled={state.page <= 1}
          onClick={() => change({ page: String(state.page - 1) })}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('kit.table.next')}
          disabled={to >= total}
          onClick={() => change({ page: String(state.page + 1) })}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
      </span>
    </div>
  )
}

function Nothing<Row>({ narrowed, empty }: DataTableProps<Row> & { narrowed: boolean }) {
  const { t } = useTranslation()
  if (!narrowed && empty !== undefined) return <Empty {...empty} />
  return <Empty title={t('kit.table.noneTitle')} body={t('kit.table.noneBody')} />
}
