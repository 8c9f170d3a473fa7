import { Checkbox } from '@mantine/core'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Rows that were chosen, by their keys; they stay chosen while pages turn. */
export type Selection<Row> = Readonly<{
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  /** What a row is called, for the label of its box. */
  name: (row: Row) => string
}>

type RowColumn<Row> = Readonly<{ key: string; render: (row: Row) => ReactNode; right?: boolean }>

/** Chooses all rows of the page, or none of them. */
export function PageBox<Row>({
  rows,
  rowKey,
  selection,
}: {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  selection: Selection<Row>
}) {
  const { t } = useTranslation()
  const keys = rows.map(rowKey)
  const count = keys.filter((key) => selection.chosen.has(key)).length
  return (
    <Checkbox
      size="sm"
      aria-label={t('kit.table.choosePage')}
      checked={count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onChange={(event) => selection.onChange(withKeys(selection.chosen, keys, event.currentTarget.checked))}
    />
  )
}

/**
 * The rows of a table. With a selection each has a box; arrows go from row to row within a column of boxes or links, Home and End to
 * the first and the last, and with the shift key the rows between are chosen as well.
 */
export function TableRows<Row>({
  rows,
  columns,
  rowKey,
  selection,
}: {
  rows: readonly Row[]
  columns: readonly RowColumn<Row>[]
  rowKey: (row: Row) => string
  selection?: Selection<Row> | undefined
}) {
  const { t } = useTranslation()
  // Where a stretch of rows begins that the shift key ends.
  const begun = useRef<number | undefined>(undefined)
  const keys = rows.map(rowKey)
  const choose = (place: number, isChosen: boolean, isStretch: boolean): void => {
    if (!selection) return
    const from = isStretch ? (begun.current ?? place) : place
    const stretch = keys.slice(Math.min(from, place), Math.max(from, place) + 1)
    if (!isStretch) begun.current = place
    selection.onChange(withKeys(selection.chosen, stretch, isChosen))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const place = move(event, keys.length)
    if (place === undefined || !event.shiftKey || !selection) return
    begun.current ??= place
    choose(place, true, true)
  }
  return (
    // The section only listens to what its boxes and links are told; it is no control itself.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <tbody onKeyDown={selection ? onKeyDown : undefined}>
      {rows.map((row, place) => {
        const key = rowKey(row)
        const isChosen = selection?.chosen.has(key)
        return (
          <tr key={key} data-open="true" data-chosen={isChosen === true ? 'true' : undefined}>
            {selection ? (
              <td className="table__box">
                <Checkbox
                  size="sm"
                  aria-label={t('kit.table.chooseRow', { name: selection.name(row) })}
                  checked={isChosen === true}
                  onChange={(event) => {
                    const { nativeEvent } = event
                    const isStretch = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
                    choose(place, event.currentTarget.checked, isStretch)
                  }}
                />
              </td>
            ) : null}
            {columns.map((column) => (
              <td key={column.key} className={column.right === true ? 'table__right' : undefined}>
                {column.render(row)}
              </td>
            ))}
          </tr>
        )
      })}
    </tbody>
  )
}

function withKeys(
  chosen: ReadonlySet<string>,
  keys: readonly string[],
  isChosen: boolean,
): ReadonlySet<string> {
  const after = new Set(chosen)
  for (const key of keys)
    if (isChosen) after.add(key)
    else after.delete(key)
  return after
}

/** Goes to the same control of another row and says which row it is; undefined when the key goes nowhere. */
function move(event: KeyboardEvent<HTMLTableSectionElement>, count: number): number | undefined {
  const { target } = event
  if (!(target instanceof HTMLElement)) return undefined
  const row = target.closest('tr')
  const controls = (of: Element | null | undefined) => [...(of?.querySelectorAll('input, a, button') ?? [])]
  const column = controls(row).indexOf(target)
  const rows = [...event.currentTarget.rows]
  const at = rows.findIndex((one) => one === row)
  const places: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: count - 1,
  }
  const place = places[event.key]
  if (place === undefined || at < 0 || place < 0 || place >= count) return undefined
  const next = controls(rows[place])[column]
  if (!(next instanceof HTMLElement)) return undefined
  event.preventDefault()
  next.focus()
  return place
}
