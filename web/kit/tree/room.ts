import { readTableState } from '../table-address.ts'
import { treeAddressOf, windowQuery } from './tree-address.ts'

/** A column of the drawing is as wide as the mark of a person with its name and what keeps neighbours apart. */
export const COLUMN = 78
/** So many branches come with one unfolding on a narrow screen, and on a wide one. */
const [FEW, MANY] = [4, 8]
const NARROW_PX = 700
/** What stands beside the frame on a narrow screen, in pixels. */
export const TREE_MARGIN = { office: 0, console: 32 } as const
/** As in the contract: more side by side is asked for by nobody's screen. */
const COLUMNS = { least: 3, most: 24 } as const

/** How much of a tree to ask for: as much as a frame shows. The memory of the browser is bounded by it, whatever the team's size. */
export function roomOf(width: number) {
  const columns = Math.min(Math.max(Math.floor(width / COLUMN), COLUMNS.least), COLUMNS.most)
  const isNarrow = width < NARROW_PX
  return { columns, nodes: isNarrow ? 80 : 240, step: isNarrow ? FEW : MANY }
}

/**
 * How wide the frame will be on a narrow screen, where it has the whole width but for a margin; 0 on others, where it has to be
 * measured.
 */
export function widthAhead(margin: number): number {
  const width = document.documentElement.clientWidth
  return width < NARROW_PX ? width - margin : 0
}

/**
 * What the page of a tree will ask for by its address, where that is known before there is a page; when an earlier day ends, it is
 * not.
 */
export function windowAhead(search: string, margin: number) {
  const width = widthAhead(margin)
  const address = treeAddressOf(readTableState(new URLSearchParams(search)).filters, undefined)
  return width > 0 && address.day === undefined ? windowQuery(address, roomOf(width)) : undefined
}
