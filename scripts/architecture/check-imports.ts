import type { Breach } from './breach.ts'
import { isTest, placeOf, targetOf } from './place.ts'
import type { Place, Target } from './place.ts'
import type { Source } from './read-source.ts'
import { ENCLOSURES, EXCEPTIONS, LAYERS, MODULE_ORDER } from './rules.ts'
import type { Allowance, Exception } from './rules.ts'

type Found = { breaches: Breach[]; used: Set<Exception> }

/** Holds every import against the table. `used` gathers the exceptions that were needed. */
export function checkImports(sources: ReadonlyMap<string, Source>): Found {
  const found: Found = { breaches: [], used: new Set() }
  for (const [path, source] of sources) {
    const place = placeOf(path)
    const misplaced = misplacedReason(place)
    if (misplaced !== undefined)
      found.breaches.push({ file: path, line: 1, rule: 'every file has its room', what: misplaced })
    for (const { specifier, line } of source.imports) {
      const target = targetOf(path, specifier)
      const refused = refusedImport(path, place, target) ?? refusedInside(path, target)
      if (refused === undefined) continue
      const exception = EXCEPTIONS.find((one) => one.file === path && one.imports === specifier)
      if (exception) found.used.add(exception)
      else found.breaches.push({ file: path, line, rule: refused, what: `imports ${specifier}` })
    }
    for (const { what, line } of source.effects)
      for (const rule of refusedEffect(path, place, what))
        found.breaches.push({ file: path, line, rule, what })
  }
  return found
}

/** The rule of the enclosed folder that an import leaves, or undefined. Tests stand outside. */
function refusedInside(path: string, target: Target): string | undefined {
  const enclosure = ENCLOSURES.find(({ folder }) => path.startsWith(folder))
  if (!enclosure || isTest(path) || target.kind !== 'file') return undefined
  const { folder, knows, never, rule } = enclosure
  if (target.path.startsWith(folder)) return undefined
  const isKnown = knows.some((one) => (one.endsWith('/') ? target.path.startsWith(one) : target.path === one))
  return isKnown && !never.includes(target.path) ? undefined : rule
}

function misplacedReason(place: Place): string | undefined {
  if (place.kind === 'elsewhere') return 'lies in no folder of the tree that ARCHITECTURE.md names'
  if (place.kind !== 'module') return undefined
  if (rankOf(place.module) < 0) return `the module ${place.module} has no place in the order of modules`
  return place.layer === 'elsewhere' ? `a module has no such file or folder` : undefined
}

function rankOf(module: string): number {
  return MODULE_ORDER.findIndex((name) => name === module)
}

/** The rule that an import breaks, or undefined. */
function refusedImport(path: string, place: Place, target: Target): string | undefined {
  if (place.kind === 'root' || place.kind === 'workshop' || place.kind === 'elsewhere') return undefined
  if (place.kind === 'shared') return refusedOfShared(path, target)
  if (place.kind === 'platform') return refusedOfPlatform(place.test, target)
  if (place.kind === 'web') return refusedOfWeb(path, place.app, target)
  if (place.layer === 'elsewhere') return undefined
  return refusedOfModule(LAYERS[place.layer], place.module, target)
}

function refusedOfShared(path: string, target: Target): string | undefined {
  if (target.kind === 'file' && target.place.kind === 'shared') return undefined
  if (isTest(path) && target.kind !== 'file') return undefined
  return 'shared knows only shared'
}

function refusedOfPlatform(test: boolean, target: Target): string | undefined {
  if (target.kind !== 'file') return undefined
  if (target.place.kind === 'shared' || target.place.kind === 'platform') return undefined
  if (test && target.place.kind === 'workshop') return undefined
  return 'platform knows shared and packages, and no module'
}

function refusedOfWeb(path: string, app: string, target: Target): string | undefined {
  const rule = 'web knows its own app, web/kit, contracts, shared and packages'
  if (target.kind === 'package') return undefined
  if (target.kind === 'node') return isTest(path) || path.endsWith('vite.config.ts') ? undefined : rule
  const { place } = target
  if (place.kind === 'shared') return undefined
  if (place.kind === 'web' && (place.app === app || place.app === 'kit' || isTest(path))) return undefined
  if (place.kind === 'module' && place.layer === 'contract') return undefined
  if (isTest(path) && place.kind === 'workshop') return undefined
  return rule
}

function refusedOfModule(layer: Allowance, module: string, target: Target): string | undefined {
  if (target.kind === 'node') return allows(layer.node, target.name) ? undefined : layer.rule
  if (target.kind === 'package') return allows(layer.packages, target.name) ? undefined : layer.rule
  const { place } = target
  if (place.kind === 'shared') return layer.shared ? undefined : layer.rule
  if (place.kind === 'platform') return allows(layer.platform, place.folder) ? undefined : layer.rule
  if (place.kind === 'workshop') return layer === LAYERS.test ? undefined : layer.rule
  if (place.kind !== 'module') return layer.rule
  if (place.module === module) return layer.own.includes(place.layer) ? undefined : layer.rule
  // A test may set up more than its module may know: it builds the whole program and asks it.
  if (layer !== LAYERS.test && rankOf(place.module) >= rankOf(module))
    return 'a module knows only those before it'
  if (place.layer === 'api' || place.layer === 'views' || layer === LAYERS.test)
    return layer.others.includes(place.layer) ? undefined : layer.rule
  return 'another module is known by its api.ts only'
}

function allows(allowed: boolean | readonly string[], name: string): boolean {
  return typeof allowed === 'boolean' ? allowed : allowed.includes(name)
}

/** Whether a use of clock, chance, process or network is refused where it stands. */
function refusedEffect(path: string, place: Place, what: string): string[] {
  if (isTest(path)) return []
  if (place.kind === 'shared' || (place.kind === 'module' && place.layer === 'domain'))
    return ['domain and shared are pure: no clock, no chance, no I/O']
  const ofBusiness = place.kind === 'module' && place.layer !== 'adapters'
  const isClockOrChance = /^(new Date\(\)|Date\(\)|Date\.now|Math\.random)$/.test(what)
  return ofBusiness && isClockOrChance
    ? ['time comes from the injected clock, chance from an injected seed']
    : []
}
