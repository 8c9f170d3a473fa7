import { useMemo } from 'react'
import { isDay, parseInstant } from '#shared/time.ts'
import { useTableAddress } from '../table-address.ts'
import { useTimeZone } from '../time-zone.ts'

/** Who is unfolded by hand and how many of the branches are shown; 0 is folded. */
export type Unfolded = readonly Readonly<{ person: string; count: number }>[]

/** So much unfolded by hand is kept; what was unfolded first goes. */
const OPEN_MOST = 40

/** Reads what is unfolded from an address such as `per_a*8,per_b*0`. */
export function readUnfolded(text: string): Unfolded {
  return text.split(',').flatMap((one) => {
    const match = /^(per_[0-9a-z]{13})\*(\d{1,3})$/.exec(one)
    return match ? [{ person: match[1] ?? '', count: Number(match[2]) }] : []
  })
}

export function writeUnfolded(open: Unfolded): string {
  return open.map(({ person, count }) => `${person}*${count}`).join(',')
}

/** Unfolds or folds a person; whoever is folded takes along what was unfolded below. */
export function withPerson(
  open: Unfolded,
  person: string,
  count: number,
  below: ReadonlySet<string> = new Set(),
): Unfolded {
  const kept = open.filter((one) => one.person !== person && !below.has(one.person))
  return [...kept, { person, count }].slice(-OPEN_MOST)
}

export type TreeAddress = Readonly<{
  root: string | undefined
  find: string | undefined
  open: Unfolded
  /** A placement tree; the sponsor tree where it is left out. */
  tree: string | undefined
  /** A day, `2026-11-22`. */
  day: string | undefined
  /** The last moment of the day in the company's time; none while its time zone is not known. */
  at: number | undefined
  change: (
    changes: Readonly<{
      root?: string | undefined
      find?: string | undefined
      open?: Unfolded
      day?: string | undefined
      tree?: string | undefined
    }>,
  ) => void
}>

type Shown = Omit<TreeAddress, 'change'>

/** What a drawn tree shows by the parameters of its address, in a company of this time zone. */
export function treeAddressOf(filters: Readonly<Record<string, string>>, zone: string | undefined): Shown {
  const { root, find, open = '', day, tree } = filters
  const isKnown = day !== undefined && isDay(day)
  return {
    root,
    find,
    open: readUnfolded(open),
    tree,
    day: isKnown ? day : undefined,
    at: isKnown && zone !== undefined ? parseInstant(`${day}T23:59:59.999`, zone) : undefined,
  }
}

/** What a drawn tree shows, as kept in the address: it can be sent to somebody, and the way back leads through it. */
export function useTreeAddress(): TreeAddress {
  const { state, change } = useTableAddress()
  const zone = useTimeZone()
  const { root, find, open, day, tree } = state.filters
  return useMemo(() => {
    const given = Object.entries({ root, find, open, day, tree })
    const filters = Object.fromEntries(
      given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
    return {
      ...treeAddressOf(filters, zone),
      change: ({ open: next, ...changes }) =>
        change({ ...changes, ...(next === undefined ? {} : { open: writeUnfolded(next) }) }),
    }
  }, [root, find, open, day, tree, zone, change])
}

/** What the page of a tree asks for: what its address says, as much as its frame has room for. */
export function windowQuery(
  { root, find, open, at, tree }: Shown,
  { nodes, columns }: Readonly<{ nodes: number; columns: number }>,
) {
  return {
    nodes,
    columns,
    ...(root === undefined ? {} : { root }),
    ...(find === undefined ? {} : { find }),
    ...(at === undefined ? {} : { at }),
    ...(tree === undefined ? {} : { tree }),
    ...(open.length === 0 ? {} : { open: [...open] }),
  }
}
