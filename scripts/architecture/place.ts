import { MODULE_FILES, MODULE_FOLDERS, isRoot } from './rules.ts'
import type { Layer } from './rules.ts'

/** Which room of the house a file lies in. */
export type Place =
  | Readonly<{ kind: 'shared' }>
  | Readonly<{ kind: 'platform'; folder: string; test: boolean }>
  | Readonly<{ kind: 'module'; module: string; layer: Layer }>
  | Readonly<{ kind: 'web'; app: string }>
  | Readonly<{ kind: 'root' }>
  | Readonly<{ kind: 'workshop' }>
  | Readonly<{ kind: 'elsewhere' }>

/** What an import leads to. */
export type Target =
  | Readonly<{ kind: 'file'; path: string; place: Place }>
  | Readonly<{ kind: 'node'; name: string }>
  | Readonly<{ kind: 'package'; name: string }>

const ALIASES: Readonly<Record<string, string>> = {
  '#shared/': 'src/shared/',
  '#platform/': 'src/platform/',
  '#modules/': 'src/modules/',
  '#kit/': 'web/kit/',
  '#test/': 'test/',
}

export function isTest(path: string): boolean {
  return /\.(test|journey)\.tsx?$/.test(path)
}

/** The room of a path below the root of the tree, written with forward slashes. */
export function placeOf(path: string): Place {
  const parts = path.split('/')
  const [first, second, third, fourth] = parts
  if (isRoot(path)) return { kind: 'root' }
  if (first === 'test' || first === 'scripts' || parts.length === 1) return { kind: 'workshop' }
  if (first === 'web') return { kind: 'web', app: second ?? '' }
  if (first !== 'src' || second === undefined || third === undefined) return { kind: 'elsewhere' }
  if (second === 'shared') return { kind: 'shared' }
  if (second === 'platform') return { kind: 'platform', folder: third, test: isTest(path) }
  if (second !== 'modules' || fourth === undefined) return { kind: 'elsewhere' }
  return { kind: 'module', module: third, layer: layerOf(path, fourth, parts.length === 4) }
}

function layerOf(path: string, name: string, isFile: boolean): Layer {
  if (isTest(path)) return 'test'
  if (isFile) {
    const known = MODULE_FILES.find((file) => file === name)
    return known === undefined ? 'elsewhere' : fileLayers[known]
  }
  return MODULE_FOLDERS.find((folder) => folder === name) ?? 'elsewhere'
}

const fileLayers = {
  'api.ts': 'api',
  'contract.ts': 'contract',
  'module.ts': 'module',
  'views.ts': 'views',
} as const

/** Follows an import from a file: aliases and relative paths to a file of the tree, the rest to node or a package. */
export function targetOf(from: string, specifier: string): Target {
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice(5) }
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix))
  if (alias !== undefined)
    return fileTarget(normal(`${ALIASES[alias] ?? ''}${specifier.slice(alias.length)}`))
  if (specifier.startsWith('.'))
    return fileTarget(normal(`${from.slice(0, from.lastIndexOf('/') + 1)}${specifier}`))
  const parts = specifier.split('/')
  return { kind: 'package', name: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '') }
}

function fileTarget(path: string): Target {
  return { kind: 'file', path, place: placeOf(path) }
}

/** Takes `.` and `..` out of a path. */
function normal(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') kept.pop()
    else if (part !== '.' && part !== '') kept.push(part)
  }
  return kept.join('/')
}
