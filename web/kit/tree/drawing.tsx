import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatVolumeShort } from '../format.ts'
import { useLocale } from '../locale.ts'
import { PersonMark } from '../person-mark.tsx'
import {
  crownRadius,
  itemTowards,
  MARK,
  seedsOf,
  sizeOf,
  stemPath,
  type TreeItem,
  type TreeWindow,
} from './geometry.ts'
import { COLUMN } from './room.ts'
import { itemWords, markOf, nameOf } from './words.ts'

const NAME_LETTERS = 10
/** The mark of those about to lapse, in pixels; `shoulder` is where it stands, in radii of its crown. */
const LAPSING = { height: 18, letter: 6.5, shoulder: 0.75 } as const

/** The element of an item, by which the keyboard finds it. */
export const elementId = (key: string): string => `grove-${key}`

/** The element that tells how the keyboard leads through the tree. */
export const KEYS_ID = 'grove-keys'

/**
 * A window of a tree, drawn as a plant that grows upward and read as a tree: one item at a time is in the order of the Tab key, the
 * arrows lead along stems and levels, Enter unfolds and folds. What stands around it changes often; it is drawn anew for other people
 * or another choice only.
 */
export const TreeDrawing = memo(function TreeDrawing({
  window,
  items,
  chosen,
  found,
  label,
  onSheet,
  onChoose,
  onTurn,
}: {
  window: TreeWindow
  items: readonly TreeItem[]
  chosen: string
  /** Who was looked for. */
  found: string | undefined
  label: string
  onSheet: (sheet: SVGSVGElement | null) => void
  onChoose: (key: string) => void
  /** Unfolds what is folded, and folds what is not. */
  onTurn: (key: string) => void
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { width, height } = sizeOf(window)
  const byKey = new Map(items.map((item) => [item.key, item]))
  const pressed = (event: React.MouseEvent): string | undefined =>
    event.target instanceof Element
      ? (event.target.closest('[data-key]')?.getAttribute('data-key') ?? undefined)
      : undefined
  const typed = (event: React.KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const turns = event.key === 'Enter' || event.key === ' '
    const next = turns ? chosen : itemTowards(items, chosen, event.key)
    if (next === undefined) return
    event.preventDefault()
    if (turns) return onTurn(chosen)
    onChoose(next)
    document.getElementById(elementId(next))?.focus({ preventScroll: true })
  }
  return (
    <svg
      ref={onSheet}
      className="grove__sheet"
      viewBox={`0 0 ${width} ${height}`}
      role="tree"
      tabIndex={-1}
      aria-label={label}
      aria-orientation="horizontal"
      aria-describedby={KEYS_ID}
      onKeyDown={typed}
      onClick={(event) => {
        const key = pressed(event)
        if (key === undefined) return
        onChoose(key)
        if (byKey.get(key)?.isRest === true) onTurn(key)
      }}
      onDoubleClick={(event) => {
        const key = pressed(event)
        if (key !== undefined && byKey.get(key)?.isRest === false) onTurn(key)
      }}
    >
      <g aria-hidden="true">
        {items.map((item) => {
          const from = item.above === undefined ? undefined : byKey.get(item.above)
          return from ? (
            <path
              key={item.key}
              className="grove__stem"
              data-quiet={item.isRest ? item.node.rest?.active === 0 : item.node.who?.status !== 'active'}
              strokeWidth={item.stem}
              d={stemPath(from, item)}
            />
          ) : null
        })}
      </g>
      <g aria-hidden="true">
        {items.map((item) => (
          <g key={item.key} transform={`translate(${item.x} ${item.y})`}>
            {item.isRest ? (
              <Crown node={item.node} locale={locale} />
            ) : (
              <Person node={item.node} gone={t('kit.tree.gone')} />
            )}
          </g>
        ))}
      </g>
      {items.map((item) => (
        <Item
          key={item.key}
          item={item}
          label={itemWords(t, item)}
          isChosen={item.key === chosen}
          isFound={item.key === found}
        />
      ))}
    </svg>
  )
})

/** An item as it is pressed and read, over its drawing. */
function Item({
  item,
  label,
  isChosen,
  isFound,
}: {
  item: TreeItem
  label: string
  isChosen: boolean
  isFound: boolean
}) {
  const { node, isRest } = item
  const folds = isRest || node.people > 0
  const radius = isRest && node.rest ? Math.max(MARK / 2, crownRadius(node.rest.people)) : MARK / 2
  return (
    <g
      id={elementId(item.key)}
      data-key={item.key}
      className={`grove__item${isFound ? ' grove__item--found' : ''}`}
      transform={`translate(${item.x} ${item.y})`}
      role="treeitem"
      tabIndex={isChosen ? 0 : -1}
      aria-level={item.level}
      aria-posinset={item.place}
      aria-setsize={item.of}
      aria-selected={isChosen}
      aria-label={label}
      {...(folds ? { 'aria-expanded': !isRest && node.shown > 0 } : {})}
    >
      <circle className="grove__ring" r={radius + 5} />
      <circle className="grove__reach" r={radius} />
    </g>
  )
}

function Person({ node, gone }: { node: TreeItem['node']; gone: string }) {
  const name = node.who ? nameOf(node.who) : gone
  const first = node.who?.name === null ? name : (name.split(' ')[0] ?? name)
  return (
    <>
      <circle className="grove__ground" r={MARK / 2} />
      {node.who ? (
        <g transform={`translate(${-MARK / 2} ${-MARK / 2})`}>
          <PersonMark size={MARK} person={markOf(node.who)} silent />
        </g>
      ) : (
        <circle className="grove__gone" r={MARK / 2 - 6} />
      )}
      <text className="grove__name" y={MARK / 2 + 17}>
        {first.length > NAME_LETTERS ? `${first.slice(0, NAME_LETTERS - 1)}…` : first}
      </text>
    </>
  )
}

/** The rest of a branch: its people as seeds around their count, full for active and hollow for others. */
function Crown({ node: { rest, shown, sold }, locale }: { node: TreeItem['node']; locale: string }) {
  if (!rest) return null
  const radius = crownRadius(rest.people)
  // Of the first level the volume of a whole branch may be known, and of its parts not.
  const volume = rest.sold ?? (shown === 0 ? sold : null)
  return (
    <>
      {volume === null ? null : (
        <text className="grove__volume" y={-radius - 6}>
          {formatVolumeShort(volume, 'PV', locale)}
        </text>
      )}
      <circle className="grove__crown" r={radius} />
      {seedsOf(rest).map((seed) => (
        <circle
          key={`${seed.x} ${seed.y}`}
          className={seed.isActive ? 'grove__seed' : 'grove__seed grove__seed--hollow'}
          cx={seed.x.toFixed(1)}
          cy={seed.y.toFixed(1)}
          r={seed.isActive ? 2.6 : 2.1}
        />
      ))}
      <text className="grove__count">+{shortCount(rest.people, locale)}</text>
      {rest.lapsing === null || rest.lapsing === 0 ? null : (
        <Lapsing count={shortCount(rest.lapsing, locale)} radius={radius} />
      )}
    </>
  )
}

/** How many of a crown are about to lapse, on its shoulder. */
function Lapsing({ count, radius }: Readonly<{ count: string; radius: number }>) {
  const width = LAPSING.height + LAPSING.letter * (count.length - 1)
  const x = Math.min(radius * LAPSING.shoulder, COLUMN / 2 - width / 2)
  return (
    <g transform={`translate(${x.toFixed(1)} ${(-radius * LAPSING.shoulder).toFixed(1)})`}>
      <rect
        className="grove__lapsing"
        x={-width / 2}
        y={-LAPSING.height / 2}
        width={width}
        height={LAPSING.height}
        rx={LAPSING.height / 2}
      />
      <text className="grove__late">{count}</text>
    </g>
  )
}

/** A count that fits into a crown: 12,840 is 12.8k. */
function shortCount(count: number, locale: string): string {
  if (count < 10_000) return formatCount(count, locale)
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count)
}
