import { isoCurrencies, isCurrency } from '#shared/money.ts'
import { isDay, isTimeZone, timeZones } from '#shared/time.ts'
import { bonusKinds } from './bonus-kinds.ts'
import {
  child,
  describe,
  flag,
  isMap,
  listOf,
  mention,
  named,
  oneOf,
  onlyKeys,
  optional,
  percent,
  text,
  volumeAmount,
  wholeNumber,
  type PlanNode,
  type Reader,
} from './node.ts'
import {
  orderTypes,
  personKinds,
  personStatuses,
  type Bonus,
  type Bracket,
  type BracketTable,
  type Measure,
  type Need,
  type Plan,
  type Rank,
  type Volume,
  type VolumeNeed,
} from './plan.ts'
import { report, reportMisspelt, type PlanProblem, type Problems } from './problems.ts'

export const planKeys = [
  'openfield',
  'plan',
  'version',
  'effective',
  'time_zone',
  'currency',
  'units',
  'calendar',
  'pays',
  'without_owner',
  'volumes',
  'active',
  'ranks',
  'tables',
  'measures',
  'bonuses',
] as const

/** The version of the plan language that this program reads. */
export const LANGUAGE_VERSION = 1

/**
 * Reads a plan document of maps, lists and texts; every scalar is handed over as its source text.
 * Either the plan, or every problem found with its path.
 */
export function readPlan(document: unknown): Readonly<{ plan: Plan } | { problems: readonly PlanProblem[] }> {
  const problems: Problems = []
  const root: PlanNode = { value: document, path: '', problems }
  if (!isMap(document)) {
    report(problems, 'plan', describe(document), 'a map that starts with "openfield: 1"')
    return { problems }
  }
  onlyKeys(root, planKeys)
  const plan = readParts(root)
  return plan !== undefined && problems.length === 0 ? { plan } : { problems }
}

function readParts(root: PlanNode): Plan | undefined {
  const header = readHeader(root)
  const volumes = named(child(root, 'volumes'), (node, name) => readVolume(node, name, root))
  checkGroupVolumes(root, volumes)
  const volumeNames = volumes.map((volume) => volume.name)
  const active = optional(child(root, 'active'), listOf(volumeNeed(volumeNames)), [])
  const ranks = readRanks(child(root, 'ranks'), volumeNames)
  const tables = named(child(root, 'tables'), (node, name) => readTable(node, name, volumeNames))
  const tableNames = tables.map((table) => table.name)
  const measures = named(child(root, 'measures'), (node, name) =>
    readMeasure(node, name, tableNames, volumeNames),
  )
  const payUnits = writtenPayUnits(root)
  const bonuses = named(child(root, 'bonuses'), (node, name) =>
    readBonus(node, name, { volumes, tables: tableNames, payUnits }),
  )
  const written = child(root, 'bonuses').value
  if (!isMap(written) || Object.keys(written).length === 0)
    report(root.problems, 'bonuses', 'none', 'at least one bonus')
  if (!header || !active || ranks === undefined) return undefined
  return { ...header, volumes, active, ranks, tables, measures, bonuses }
}

function readHeader(root: PlanNode) {
  const language = wholeNumber(child(root, 'openfield'))
  if (language !== undefined && language !== LANGUAGE_VERSION) {
    report(root.problems, 'openfield', String(language), `the language version ${LANGUAGE_VERSION}`)
  }
  const name = text(child(root, 'plan'))
  const version = wholeNumber(child(root, 'version'))
  const effective = isoDate(child(root, 'effective'))
  const timeZone = zone(child(root, 'time_zone'))
  const currency = isoCurrency(child(root, 'currency'))
  const calendar = oneOf('a calendar', ['month', 'week', 'quarter', 'day'])(child(root, 'calendar'))
  const withoutOwner = oneOf('who owns volume that names nobody', ['company', 'refuse'])(
    child(root, 'without_owner'),
  )
  const pays = readPays(child(root, 'pays'))
  const units = readUnits(child(root, 'units'))
  if (!name || version === undefined || !effective || !timeZone || !currency || !calendar) return undefined
  if (!withoutOwner || !pays) return undefined
  return { name, version, effective, timeZone, currency, units, calendar, withoutOwner, pays }
}

/** The pay units as the plan writes them, so that an error in the header does not bring errors of its own below. */
function writtenPayUnits(root: PlanNode): string[] {
  const [currency, units] = [child(root, 'currency').value, child(root, 'units').value]
  return [...(typeof currency === 'string' ? [currency] : []), ...(isMap(units) ? Object.keys(units) : [])]
}

const isoDate: Reader<string> = (node) => {
  if (typeof node.value === 'string' && isDay(node.value)) return node.value
  report(node.problems, node.path, String(node.value), 'a day of the calendar such as 2026-01-31')
  return undefined
}

const zone: Reader<string> = (node) => {
  const value = text(node)
  if (value === undefined || isTimeZone(value)) return value
  reportMisspelt(node.problems, node.path, value, 'an IANA time zone such as Europe/Warsaw', timeZones())
  return undefined
}

const isoCurrency: Reader<string> = (node) => {
  const value = text(node)
  if (value === undefined || isCurrency(value)) return value
  reportMisspelt(node.problems, node.path, value, 'an ISO 4217 currency such as EUR', isoCurrencies)
  return undefined
}

function readPays(node: PlanNode): Plan['pays'] | undefined {
  if (!onlyKeys(node, ['kinds', 'statuses'])) return undefined
  const kinds = listOf(oneOf('a kind of person', personKinds))(child(node, 'kinds'))
  const statuses = listOf(oneOf('a status', personStatuses))(child(node, 'statuses'))
  return kinds && statuses ? { kinds, statuses } : undefined
}

function readUnits(node: PlanNode): Record<string, number> {
  const entries = named(node, (entry, name) => {
    if (!onlyKeys(entry, ['decimals'])) return undefined
    const decimals = wholeNumber(child(entry, 'decimals'))
    return decimals === undefined ? undefined : ([name, decimals] as const)
  })
  return Object.fromEntries(entries)
}

function readVolume(node: PlanNode, name: string, root: PlanNode): Volume | undefined {
  if (isMap(node.value) && 'group_of' in node.value) return readGroupVolume(node, name, root)
  if (!onlyKeys(node, ['reads', 'belongs_to', 'bought', 'order_types', 'group_of'])) return undefined
  const reads = text(child(node, 'reads'))
  const belongsTo = oneOf('the person whose volume it is', ['buyer', 'seller'])(child(node, 'belongs_to'))
  const bought = optional(
    child(node, 'bought'),
    oneOf('who bought', ['by_anyone', 'by_others', 'by_seller']),
    'by_anyone',
  )
  const types = optional(child(node, 'order_types'), listOf(oneOf('an order type', orderTypes)), orderTypes)
  if (!reads || !belongsTo || !types || !bought) return undefined
  return { kind: 'personal', name, reads, belongsTo, bought, orderTypes: types }
}

function readGroupVolume(node: PlanNode, name: string, root: PlanNode): Volume | undefined {
  onlyKeys(node, ['group_of', 'tree', 'own'])
  const all = child(root, 'volumes').value
  const of = mention('a volume of this plan', isMap(all) ? Object.keys(all) : [])(child(node, 'group_of'))
  const tree = text(child(node, 'tree'))
  const own = oneOf('whether the own volume counts', ['included', 'excluded'])(child(node, 'own'))
  return of && tree && own ? { kind: 'group', name, of, tree, own } : undefined
}

function checkGroupVolumes(root: PlanNode, volumes: readonly Volume[]): void {
  const personal = volumes.filter((volume) => volume.kind === 'personal').map((volume) => volume.name)
  for (const volume of volumes) {
    if (volume.kind === 'group' && !personal.includes(volume.of)) {
      report(
        root.problems,
        `volumes.${volume.name}.group_of`,
        `"${volume.of}"`,
        'a volume that is read from orders',
      )
    }
  }
}

function volumeNeed(volumes: readonly string[]): Reader<VolumeNeed> {
  return (node) => {
    if (!onlyKeys(node, ['volume', 'at_least'])) return undefined
    const volume = mention('a volume of this plan', volumes)(child(node, 'volume'))
    const atLeast = volumeAmount(child(node, 'at_least'))
    return volume && atLeast !== undefined ? { kind: 'volume', volume, atLeast } : undefined
  }
}

function readRanks(node: PlanNode, volumes: readonly string[]): Plan['ranks'] | undefined {
  if (node.value === undefined) return 'none'
  if (node.value === 'given') return 'given'
  const ranks = listOf<Rank>((entry) => readRank(entry, node, volumes))(node)
  return ranks
}

function readRank(node: PlanNode, ladder: PlanNode, volumes: readonly string[]): Rank | undefined {
  if (!onlyKeys(node, ['rank', 'needs'])) return undefined
  const name = text(child(node, 'rank'))
  const lower = Array.isArray(ladder.value)
    ? ladder.value
        .slice(0, ladder.value.indexOf(node.value))
        .flatMap((entry) => (isMap(entry) && typeof entry['rank'] === 'string' ? [entry['rank']] : []))
    : []
  if (name !== undefined && lower.includes(name)) {
    report(
      node.problems,
      child(node, 'rank').path,
      `"${name}" a second time`,
      'a name of its own for each rank',
    )
  }
  const needs = listOf<Need>((need) =>
    isMap(need.value) && 'legs_with' in need.value ? legsNeed(need, lower) : volumeNeed(volumes)(need),
  )(child(node, 'needs'))
  return name && needs ? { name, needs } : undefined
}

function legsNeed(node: PlanNode, lower: readonly string[]): Need | undefined {
  onlyKeys(node, ['legs_with', 'at_least'])
  const rank = mention('a rank named above this one', lower)(child(node, 'legs_with'))
  const count = wholeNumber(child(node, 'at_least'))
  return rank && count !== undefined ? { kind: 'legs', rank, count } : undefined
}

function readTable(node: PlanNode, name: string, volumes: readonly string[]): BracketTable | undefined {
  if (!onlyKeys(node, ['by', 'steps'])) return undefined
  const by = mention('a volume of this plan', volumes)(child(node, 'by'))
  const steps = listOf(readBracket)(child(node, 'steps'))
  if (!by || !steps) return undefined
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    if (before && step.from <= before.from) {
      report(
        node.problems,
        `${node.path}.steps[${index}].from`,
        'a step not above the one before',
        'rising steps',
      )
    }
  })
  return { name, by, steps }
}

const readBracket: Reader<Bracket> = (node) => {
  if (!onlyKeys(node, ['from', 'rate', 'assumed'])) return undefined
  const from = volumeAmount(child(node, 'from'))
  const ratePpm = percent(child(node, 'rate'))
  const assumed = optional(child(node, 'assumed'), flag, false)
  return from !== undefined && ratePpm !== undefined && assumed !== undefined
    ? { from, ratePpm, assumed }
    : undefined
}

function readMeasure(
  node: PlanNode,
  name: string,
  tables: readonly string[],
  volumes: readonly string[],
): Measure | undefined {
  if (!onlyKeys(node, ['rate_of', 'times'])) return undefined
  const table = mention('a table of this plan', tables)(child(node, 'rate_of'))
  const times = mention('a volume of this plan', volumes)(child(node, 'times'))
  return table && times ? { name, table, times } : undefined
}

export type BonusContext = Readonly<{
  volumes: readonly Volume[]
  tables: readonly string[]
  payUnits: readonly string[]
}>

function readBonus(node: PlanNode, name: string, context: BonusContext): Bonus | undefined {
  const kinds = bonusKinds.map((kind) => kind.name)
  const kindName = oneOf('a kind of bonus', kinds)(child(node, 'kind'))
  return bonusKinds.find((kind) => kind.name === kindName)?.read(node, name, context)
}
