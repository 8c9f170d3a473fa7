import { placeOf, targetOf } from './place.ts'
import type { Place } from './place.ts'
import type { Source } from './read-source.ts'
import { MODULE_ORDER } from './rules.ts'

const BEGIN = '<!-- module graph: written by scripts/check-architecture.ts --write -->'
const END = '<!-- end of module graph -->'

/**
 * The graph of modules as a Mermaid picture: an arrow goes from a module to one that it knows. Tests are left out; an
 * arrow that another path implies is left out too.
 */
export function moduleGraph(sources: ReadonlyMap<string, Source>): string {
  const knows = new Map<string, Set<string>>()
  for (const [path, source] of sources) {
    const from = moduleOf(placeOf(path))
    if (from === undefined) continue
    const known = knows.get(from) ?? new Set()
    knows.set(from, known)
    for (const { specifier } of source.imports) {
      const target = targetOf(path, specifier)
      const to = target.kind === 'file' ? moduleOf(target.place) : undefined
      if (to !== undefined && to !== from) known.add(to)
    }
  }
  const names = MODULE_ORDER.filter((name) => knows.has(name))
  const arrows = names.flatMap((from) =>
    names
      .filter((to) => knows.get(from)?.has(to) && !isImplied(knows, from, to))
      .map((to) => `  ${from} --> ${to}`),
  )
  return ['```mermaid', 'graph BT', ...names.map((name) => `  ${name}`), ...arrows, '```'].join('\n')
}

function moduleOf(place: Place): string | undefined {
  return place.kind === 'module' && place.layer !== 'test' ? place.module : undefined
}

function isImplied(knows: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  return [...(knows.get(from) ?? [])].some((between) => between !== to && reaches(knows, between, to))
}

function reaches(knows: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...(knows.get(name) ?? []))
  }
  return false
}

/** The document with the graph between its markers. Throws when the markers are missing. */
export function withGraph(document: string, graph: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`ARCHITECTURE.md needs the lines "${BEGIN}" and "${END}"`)
  return `${document.slice(0, begin + BEGIN.length)}\n${graph}\n${document.slice(end)}`
}
