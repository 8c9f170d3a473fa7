import { isCurrency } from '#shared/money.ts'
import { isTimeZone } from '#shared/time.ts'
import {
  child,
  describe,
  isMap,
  listOf,
  named,
  onlyKeys,
  oneOf,
  optional,
  text,
  wholeNumber,
  type PlanNode,
  type Reader,
} from '../plan/node.ts'
import { report, type PlanProblem, type Problems } from '../plan/problems.ts'
import { readBonus } from './bonus-kinds.ts'
import { evaluationOrder } from './dependencies.ts'
import { calendarKinds } from './kinds/bonus-keys.ts'
import type { PlanNames } from './names.ts'
import type { Bonus, Campaign, Limit, Measure, Plan, Returns, Volume } from './plan.ts'
import { checkNames, namesOf } from './read-names.ts'
import { readRankRules, readRanks } from './read-ranks.ts'
import { readRule } from './read-rule.ts'
import { readTable } from './read-tables.ts'
import { readTests } from './read-tests.ts'
import { readVolume } from './read-volumes.ts'

/** The version of the plan language that this reader reads. */
export const LANGUAGE_VERSION = 2

export const planKeys = [
  'openfield',
  'plan',
  'version',
  'effective',
  'time_zone',
  'currency',
  'units',
  'calendar',
  'campaigns',
  'paid',
  'without_owner',
  'terminated',
  'returns',
  'negative_volume',
  'volumes',
  'tables',
  'active',
  'ranks',
  'rank_rules',
  'measures',
  'bonuses',
  'limits',
  'tests',
] as const

/**
 * Reads a plan document of maps, lists and texts; every scalar is handed over as its source text.
 * Either the plan, or every problem found with its path.
 */
export function readPlan(document: unknown): Readonly<{ plan: Plan } | { problems: readonly PlanProblem[] }> {
  const problems: Problems = []
  const root: PlanNode = { value: document, path: '', problems }
  if (!isMap(document)) {
    report(problems, 'plan', 'something else', `a map that starts with "openfield: ${LANGUAGE_VERSION}"`)
    return { problems }
  }
  onlyKeys(root, planKeys)
  checkNames(root)
  const plan = readParts(root, namesOf(root))
  if (plan !== undefined && problems.length === 0) checkCircles(plan, problems)
  return plan !== undefined && problems.length === 0 ? { plan } : { problems }
}

/** A definition that needs itself for the same person can never be computed. */
function checkCircles(plan: Plan, problems: Problems): void {
  for (const circle of evaluationOrder(plan).circles) {
    const names = circle.map((key) =>
      key.startsWith('team:') ? 'an aggregate over the team' : key.replace(/^[a-z]+:/, ''),
    )
    report(
      problems,
      pathOf(circle[0] ?? ''),
      `a circle: ${names.join(' needs ')}`,
      'a definition that needs itself at most of people strictly below (legs, downline, levels)',
    )
  }
}

const sections: Readonly<Record<string, string>> = {
  volume: 'volumes',
  measure: 'measures',
  bonus: 'bonuses',
}

function pathOf(key: string): string {
  const [prefix = '', name] = [key.split(':')[0], key.slice(key.indexOf(':') + 1)]
  const section = sections[prefix]
  return section === undefined ? (key.includes('rank') ? 'ranks' : key) : `${section}.${name}`
}

function readParts(root: PlanNode, names: PlanNames): Plan | undefined {
  const head = readHead(root, names)
  const volumes = named(child(root, 'volumes'), (node, name) => readVolume(node, name, root, names))
  const tables = named(child(root, 'tables'), (node, name) => readTable(node, name, names))
  const active = readOptional(child(root, 'active'), names)
  const ranks = readRanks(child(root, 'ranks'), names)
  const rankRules = readRankRules(child(root, 'rank_rules'))
  const measures = named(child(root, 'measures'), (node, name) => readMeasure(node, name, names))
  const bonuses = readBonuses(root, volumes, names)
  const limits =
    child(root, 'limits').value === undefined
      ? []
      : listOf((node) => readLimit(node, names))(child(root, 'limits'))
  const tests = named(child(root, 'tests'), readTests)
  if (!head || !ranks || !rankRules || !limits) return undefined
  return {
    ...head,
    volumes,
    tables,
    active,
    ranks: ranks.ranks,
    ranksGiven: ranks.given,
    rankRules,
    measures,
    bonuses,
    limits,
    tests,
  }
}

function readHead(root: PlanNode, names: PlanNames) {
  const language = wholeNumber(child(root, 'openfield'))
  if (language !== undefined && language !== LANGUAGE_VERSION)
    report(root.problems, 'openfield', String(language), `the language version ${LANGUAGE_VERSION}`)
  const name = text(child(root, 'plan'))
  const version = wholeNumber(child(root, 'version'))
  const effective = isoDate(child(root, 'effective'))
  const timeZone = zone(child(root, 'time_zone'))
  const currency = text(child(root, 'currency'))
  const units = readUnits(child(root, 'units'))
  if (currency !== undefined && !isCurrency(currency) && !(currency in units))
    report(
      root.problems,
      'currency',
      `"${currency}"`,
      'an ISO 4217 currency such as EUR, or a unit of this plan',
    )
  const calendar = oneOf('a calendar', calendarKinds)(child(root, 'calendar'))
  const campaigns = named(child(root, 'campaigns'), readCampaign)
  const paid = readRule(child(root, 'paid'), names, { frame: 'person', item: false }, 'condition')
  const withoutOwner = oneOf('who owns volume that names nobody', ['company', 'refuse'])(
    child(root, 'without_owner'),
  )
  const terminated = optional(
    child(root, 'terminated'),
    oneOf('a rule', ['keep_place', 'roll_up']),
    'keep_place',
  )
  const negativeVolume = optional(
    child(root, 'negative_volume'),
    oneOf('a rule', ['kept', 'to_zero', 'carried']),
    'kept',
  )
  const returns = readReturns(child(root, 'returns'))
  if (!name || version === undefined || !effective || !timeZone || !currency || !calendar) return undefined
  if (!paid || !withoutOwner || !terminated || !negativeVolume || !returns) return undefined
  return {
    name,
    version,
    effective,
    timeZone,
    currency,
    units,
    calendar,
    campaigns,
    paid,
    withoutOwner,
    terminated,
    negativeVolume,
    returns,
  }
}

function readCampaign(node: PlanNode, name: string): Campaign | undefined {
  if (!onlyKeys(node, ['from', 'to'])) return undefined
  const [from, to] = [isoDate(child(node, 'from')), isoDate(child(node, 'to'))]
  if (!from || !to) return undefined
  if (to < from) report(node.problems, child(node, 'to').path, to, `a day from ${from} on`)
  return { name, from, to }
}

const isoDate: Reader<string> = (node) => {
  if (typeof node.value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(node.value)) return node.value
  report(node.problems, node.path, describe(node.value), 'a date such as 2026-01-31')
  return undefined
}

const zone: Reader<string> = (node) => {
  const value = text(node)
  if (value === undefined || isTimeZone(value)) return value
  report(node.problems, node.path, `"${value}"`, 'an IANA time zone such as Europe/Warsaw')
  return undefined
}

function readUnits(node: PlanNode): Record<string, number> {
  const entries = named(node, (entry, name) => {
    if (!onlyKeys(entry, ['decimals'])) return undefined
    const decimals = wholeNumber(child(entry, 'decimals'))
    return decimals === undefined ? undefined : ([name, decimals] as const)
  })
  return Object.fromEntries(entries)
}

function readReturns(node: PlanNode): Returns | undefined {
  if (node.value === undefined) return { mode: 'net', windowDays: undefined, volumes: 'counted' }
  if (!onlyKeys(node, ['mode', 'window_days', 'volumes'])) return undefined
  const mode = oneOf('what a return does', ['net', 'reverse', 'recompute'])(child(node, 'mode'))
  const windowDays =
    child(node, 'window_days').value === undefined ? undefined : wholeNumber(child(node, 'window_days'))
  const volumes = optional(child(node, 'volumes'), oneOf('a rule', ['counted', 'ignored']), 'counted')
  return mode && volumes ? { mode, windowDays, volumes } : undefined
}

function readOptional(node: PlanNode, names: PlanNames) {
  return node.value === undefined
    ? undefined
    : readRule(node, names, { frame: 'person', item: false }, 'condition')
}

function readMeasure(node: PlanNode, name: string, names: PlanNames): Measure | undefined {
  const rule = readRule(node, names, { frame: 'person', item: false }, 'value')
  return rule && { name, rule }
}

function readBonuses(root: PlanNode, volumes: readonly Volume[], names: PlanNames): readonly Bonus[] {
  const node = child(root, 'bonuses')
  const calendar = calendarKinds.find((kind) => kind === child(root, 'calendar').value) ?? 'month'
  const written = child(root, 'currency').value
  const currency = typeof written === 'string' ? written : ''
  const units = child(root, 'units').value
  const currencies = [...(currency === '' ? [] : [currency]), ...(isMap(units) ? Object.keys(units) : [])]
  // The names as written: an error inside a volume brings no errors of its own in the bonuses that are paid on it.
  const all = child(root, 'volumes').value
  const personalVolumes = isMap(all)
    ? Object.keys(all).filter(
        (name) =>
          !isMap(all[name]) ||
          !('group_of' in all[name]) ||
          volumes.some((volume) => volume.name === name && volume.kind === 'personal'),
      )
    : []
  return named(node, (entry, name) =>
    readBonus(entry, name, { names, personalVolumes, currencies }, { currency, calendar }),
  )
}

function readLimit(node: PlanNode, names: PlanNames): Limit | undefined {
  if (!onlyKeys(node, ['name', 'bonuses', 'per', 'most'])) return undefined
  const name = text(child(node, 'name'))
  const written = child(node, 'bonuses')
  const bonuses = written.value === 'all' ? 'all' : listOf(bonusOf(names))(written)
  const per = oneOf('whose limit it is', ['person', 'owner', 'company'])(child(node, 'per'))
  const frame = per === 'company' ? 'company' : 'person'
  const most = readRule(child(node, 'most'), names, { frame, item: false }, 'number')
  return name && bonuses && per && most ? { name, bonuses, per, most } : undefined
}

function bonusOf(names: PlanNames): Reader<string> {
  return oneOf('a bonus of this plan', [...names.bonuses])
}
