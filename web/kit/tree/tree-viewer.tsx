import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAfterPaint } from '../after-paint.ts'
import { DateText } from '../date-text.tsx'
import { formatPeriod } from '../format.ts'
import { FreshNote } from '../fresh-note.tsx'
import { useLocale } from '../locale.ts'
import { Answer, Empty } from '../states.tsx'
import { openCamera, type Camera } from './camera.ts'
import { TreeDetails } from './details.tsx'
import { elementId, KEYS_ID, TreeDrawing } from './drawing.tsx'
import { itemsOf, MARK, sizeOf, type TreeItem, type TreeWindow } from './geometry.ts'
import { roomOf, widthAhead } from './room.ts'
import { RoomForTools, TreeButtons, TreeTools } from './tools.tsx'
import { withPerson, type TreeAddress } from './tree-address.ts'
import { nameOf } from './words.ts'

/** So many people above the root are named. */
const NAMED_ABOVE = 3
/** So often a tree of now is asked for again, and one as of then while its ranks and volumes are on their way. */
const [LIVE_MS, COMING_MS] = [10_000, 1_000]

/** How a page asks for the window of a tree. */
export function askingFor(address: Pick<TreeAddress, 'day' | 'at'>, isKnown: boolean) {
  return {
    enabled: isKnown && (address.day === undefined || address.at !== undefined),
    keep: true,
    whileMs: ({ figuresPercent }: TreeWindow) => (figuresPercent === null ? undefined : COMING_MS),
    ...(address.day === undefined ? { everyMs: LIVE_MS } : {}),
  }
}

/** How much of a tree to ask for: of a narrow screen it is known at once, up to its `margin`, of others once the frame is there. */
export function useTreeRoom(margin: number) {
  const { ref, width: measured } = useElementSize<HTMLDivElement>()
  const width = measured > 0 ? measured : widthAhead(margin)
  return { ref, isKnown: width > 0, ...roomOf(width) }
}

type Asked = Readonly<{
  data: TreeWindow | undefined
  error: unknown
  isPending: boolean
  dataUpdatedAt: number
  refetch: () => unknown
}>

/** A team as a drawn tree with its tools: search, day, size, picture; and in words what is chosen. */
export function TreeViewer({
  asked,
  address,
  frame,
  step,
  label,
  search,
  nobody,
  cardOf,
}: {
  asked: Asked
  address: TreeAddress
  /** The element whose width says how much is asked for. */
  frame: React.Ref<HTMLDivElement>
  /** So many branches come with one unfolding. */
  step: number
  label: string
  /** The field that finds somebody. */
  search: ReactNode
  /** What to do where nobody stands below yet. */
  nobody: ReactNode
  cardOf: (person: string) => string
}) {
  const { t } = useTranslation()
  const [sheet, setSheet] = useState<SVGSVGElement | null>(null)
  const [camera, setCamera] = useState<Camera>()
  const window = asked.data
  // The tree comes first, and what leads through it as soon as it was seen.
  const isSettled = useAfterPaint(!asked.isPending)
  return (
    <div className="grove-page">
      {isSettled ? (
        <TreeTools address={address} search={search} trees={treesOf(window, address)} />
      ) : (
        <RoomForTools />
      )}
      {window ? <Above window={window} address={address} /> : null}
      <div ref={frame} className="grove__room">
        <Answer asked={asked} rows={6}>
          {(drawn) =>
            isAlone(drawn) ? (
              <Empty title={t('kit.tree.nobody')} body={t('kit.tree.nobodyBody')} action={nobody} />
            ) : (
              <Drawn
                drawn={drawn}
                address={address}
                label={label}
                sheet={sheet}
                onSheet={setSheet}
                camera={camera}
                onCamera={setCamera}
                cardOf={cardOf}
                step={step}
                isSettled={isSettled}
              />
            )
          }
        </Answer>
      </div>
      {asked.error !== null && !window && (address.find ?? address.root) !== undefined ? (
        <p className="grove__notes">
          <Button
            variant="default"
            onClick={() => address.change({ root: undefined, find: undefined, open: [] })}
          >
            {t('kit.tree.top')}
          </Button>
        </p>
      ) : null}
      {window ? (
        <div className="grove__notes small">
          {window.at === null ? <FreshNote askedAt={asked.dataUpdatedAt} /> : null}
          {window.at === null ? null : (
            <span>
              {t('kit.tree.asOf')} <DateText at={window.at} look="day" />
            </span>
          )}
          {window.isFull ? <output className="warn">{t('kit.tree.full')}</output> : null}
          <FiguresNote window={window} />
        </div>
      ) : null}
    </div>
  )
}

/** Placement trees that can be drawn too; also where nothing is drawn, the one that is asked for, as the way back leads over it. */
function treesOf(window: TreeWindow | undefined, { tree }: TreeAddress): readonly string[] {
  return window?.trees ?? (tree === undefined ? [] : [tree])
}

/** Of an earlier day: what ranks and volumes are of, or how far they are. */
function FiguresNote({ window: { at, figures, figuresPercent } }: { window: TreeWindow }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (at === null) return null
  if (figuresPercent !== null)
    return <output>{t('kit.tree.figures.coming', { percent: figuresPercent })}</output>
  if (!figures) return <span>{t('kit.tree.figures.none')}</span>
  const period = formatPeriod(figures.period, locale)
  const state = figures.state === 'then' ? 'until' : figures.state
  return <span>{t(`kit.tree.figures.${state}`, { period })}</span>
}

/** Whether nobody stands below the person whose team it is. */
function isAlone({ nodes, levelsAbove }: TreeWindow): boolean {
  return levelsAbove === 0 && nodes[0]?.people === 0
}

/** The way from whose team it is down to where the drawing begins. */
function Above({ window, address }: { window: TreeWindow; address: TreeAddress }) {
  const { t } = useTranslation()
  if (window.levelsAbove === 0) return null
  // The one whose team it is stands at the far end, where all are named.
  const isNamed = window.above.length === window.levelsAbove
  const line = window.above
    .slice(0, isNamed ? -1 : undefined)
    .slice(0, NAMED_ABOVE)
    .toReversed()
  const between = window.levelsAbove - 1 - line.length
  return (
    <nav className="grove__above small" aria-label={t('kit.tree.above')}>
      <button
        type="button"
        className="text-link"
        onClick={() => address.change({ root: undefined, find: undefined })}
      >
        {t('kit.tree.top')}
      </button>
      {between > 0 ? <span className="quiet">{t('kit.tree.between', { count: between })}</span> : null}
      {line.map((one) => (
        <button
          key={one.person}
          type="button"
          className="text-link"
          onClick={() => address.change({ root: one.person, find: undefined })}
        >
          {nameOf(one)}
        </button>
      ))}
    </nav>
  )
}

function Drawn({
  drawn,
  address,
  label,
  sheet,
  onSheet,
  camera,
  onCamera,
  cardOf,
  step,
  isSettled,
}: {
  drawn: TreeWindow
  address: TreeAddress
  label: string
  sheet: SVGSVGElement | null
  onSheet: (sheet: SVGSVGElement | null) => void
  camera: Camera | undefined
  onCamera: (camera: Camera | undefined) => void
  cardOf: (person: string) => string
  step: number
  isSettled: boolean
}) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(drawn), [drawn])
  const [wanted, setWanted] = useState<string>()
  const root = items[0]
  const chosen = items.find(({ key }) => key === (wanted ?? address.find)) ?? root
  const turned = useRef<readonly TreeItem[]>(null)
  useOpenCamera(frame, sheet, onCamera)
  useAim(camera, { drawn, items, chosen })
  useFound(address.find, items, setWanted)
  const chosenKey = chosen?.key
  useEffect(() => {
    if (turned.current === null || turned.current === items) return
    turned.current = null
    // What was pressed may have gone, or moved, with what unfolded: the keyboard stays in the tree, at what is chosen.
    const { activeElement } = document
    const isHere = activeElement === document.body || activeElement?.closest('[role="tree"]') !== null
    if (chosenKey !== undefined && isHere)
      document.getElementById(elementId(chosenKey))?.focus({ preventScroll: true })
  }, [items, chosenKey])
  const turn = useCallback(
    (key: string): void => {
      const item = items.find((one) => one.key === key)
      const person = item?.node.who?.person
      if (!item || person === undefined || (!item.isRest && item.node.people === 0)) return
      turned.current = items
      if (!item.isRest && item.node.shown > 0) {
        const open = withPerson(address.open, person, 0, belowOf(items, key))
        const isHidden = address.find !== undefined && belowOf(items, key).has(address.find)
        return address.change({ open, ...(isHidden ? { find: undefined, root: drawn.root } : {}) })
      }
      if (item.isRest) setWanted(item.above)
      address.change({ open: withPerson(address.open, person, item.node.shown + step) })
    },
    [items, address, drawn.root, step],
  )
  if (!root || !chosen) return null
  return (
    <>
      <div ref={frame} className="grove">
        <TreeDrawing
          window={drawn}
          items={items}
          chosen={chosen.key}
          found={address.find}
          label={label}
          onSheet={onSheet}
          onChoose={setWanted}
          onTurn={turn}
        />
      </div>
      {isSettled ? <TreeButtons camera={camera} sheet={sheet} window={drawn} label={label} /> : null}
      <p id={KEYS_ID} className="only-spoken">
        {t('kit.tree.keys')}
      </p>
      {isSettled ? (
        <TreeDetails
          item={chosen}
          cardOf={cardOf}
          isRoot={chosen.key === root.key}
          onTurn={() => turn(chosen.key)}
          onRoot={() => address.change({ root: chosen.node.who?.person, find: undefined })}
        />
      ) : null}
    </>
  )
}

/** Everything that stands above an item in the drawing, that is below it in the tree. */
function belowOf(items: readonly TreeItem[], key: string): ReadonlySet<string> {
  const below = new Set([key])
  for (const item of items) if (item.above !== undefined && below.has(item.above)) below.add(item.key)
  below.delete(key)
  return below
}

/** Whoever was looked for is chosen, and reached by the keyboard, as soon as the window shows the way there. */
function useFound(
  find: string | undefined,
  items: readonly TreeItem[],
  choose: (key: string | undefined) => void,
): void {
  const isShown = find !== undefined && items.some(({ key }) => key === find)
  useEffect(() => {
    if (find === undefined || !isShown) return
    choose(find)
    document.getElementById(elementId(find))?.focus({ preventScroll: true })
  }, [find, isShown, choose])
}

/** Opens the camera over a drawing for as long as it is there. */
function useOpenCamera(
  frame: React.RefObject<HTMLDivElement | null>,
  sheet: SVGSVGElement | null,
  onCamera: (camera: Camera | undefined) => void,
): void {
  useLayoutEffect(() => {
    if (!frame.current || !sheet) return undefined
    const opened = openCamera(frame.current, sheet)
    onCamera(opened)
    return () => {
      opened.stop()
      onCamera(undefined)
    }
  }, [frame, sheet, onCamera])
}

/** Aims the camera at what is chosen, and keeps it where it is seen while the tree around it changes. */
function useAim(
  camera: Camera | undefined,
  {
    drawn,
    items,
    chosen,
  }: Readonly<{ drawn: TreeWindow; items: readonly TreeItem[]; chosen: TreeItem | undefined }>,
): void {
  const seen =
    useRef<Readonly<{ camera: Camera; root: string; items: readonly TreeItem[]; aim: string | undefined }>>(
      null,
    )
  useLayoutEffect(() => {
    if (!camera) return
    camera.resize(sizeOf(drawn))
    const before = seen.current
    const was = before?.items.find(({ key }) => key === chosen?.key)
    const isFirst = before?.camera !== camera || before.root !== drawn.root
    if (isFirst) camera.fit(true)
    else if (was && chosen && before.items !== items) camera.keep(was, chosen)
    // Whoever has panned away is not brought back by an answer that tells the same anew.
    const aim = chosen && `${chosen.key} ${chosen.node.shown}`
    const isAimed = before !== null && before.aim === aim
    seen.current = { camera, root: drawn.root, items, aim }
    if (chosen && !isAimed && !(isFirst && chosen === items[0])) camera.show(boxOf(items, chosen), !isFirst)
  }, [camera, drawn, items, chosen])
}

/** An item with what stands directly above it in the drawing. */
function boxOf(items: readonly TreeItem[], chosen: TreeItem) {
  const all = items.filter(({ key, above }) => key === chosen.key || above === chosen.key)
  const reach = MARK
  return {
    left: Math.min(...all.map(({ x }) => x)) - reach,
    right: Math.max(...all.map(({ x }) => x)) + reach,
    top: Math.min(...all.map(({ y }) => y)) - reach,
    bottom: chosen.y + reach,
  }
}
