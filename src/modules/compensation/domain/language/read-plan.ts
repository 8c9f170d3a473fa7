import { isCurrency, isoCurrencies } from '#shared/money.ts'
import { isDay, isTimeZone, timeZones } from '#shared/time.ts'
import { child, describe, isMap, listOf, named, text, type PlanNode, type Reader } from './node.ts'
import { report, reportMisspelt, type PlanProblem, type Problems } from './problems.ts'
import { readBonus } from './bonus-kinds.ts'
import { evaluationOrder } from './dependencies.ts'
import { calendarKinds } from './kinds/bonus-keys.ts'
import { plainReader, type KeyReader } from './keys.ts'
import { campaignElement, LANGUAGE_VERSION, planElement, unitElement } from './plan-element.ts'
import type { PlanNames } from './names.ts'
import type { Bonus, Campaign, Measure, Plan, Volume } from './plan.ts'
import { checkNames, namesOf } from './read-names.ts'
import { readLimit } from './read-limits.ts'
import { readRankRules, readRanks } from './read-ranks.ts'
import { readChanges } from './read-changes.ts'
import { readReturns } from './read-returns.ts'
import { readRule } from './read-rule.ts'
import { readTable } from './read-tables.ts'
import { readTests } from './read-tests.ts'
import { readVolume } from './read-volumes.ts'

/**
 * Reads a plan document of maps, lists and texts; every scalar is handed over as its source text.
 * Either the plan, or every problem found with its path.
 */
export function readPlan(document: unknown): Readonly<{ plan: Plan } | { problems: readonly PlanProblem[] }> {
  const problems: Problems = []
  const root: PlanNode = { value: document, path: '', problems }
  if (!isMap(document)) {
    report(problems, 'plan', describe(document), `a map that starts with "openfield: ${LANGUAGE_VERSION}"`)
    return { problems }
  }
  if (!isThisLanguage(root)) return { problems }
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

/** A plan of another language would only give misleading errors. */
function isThisLanguage(root: PlanNode): boolean {
  const written = child(root, 'openfield')
  if (written.value === undefined || written.value === String(LANGUAGE_VERSION)) return true
  report(root.problems, written.path, describe(written.value), `the language version ${LANGUAGE_VERSION}`)
  return false
}

function readParts(root: PlanNode, names: PlanNames): Plan | undefined {
  const keys = plainReader(root, planElement, names)
  const head = keys && readHead(root.problems, keys, names)
  const volumes = named(child(root, 'volumes'), (node, name) => readVolume(node, name, root, names))
  const tables = named(child(root, 'tables'), (node, name) => readTable(node, name, names))
  const active = keys?.rule('active')
  const ranks = readRanks(child(root, 'ranks'), names)
  const rulesNode = child(root, 'rank_rules')
  const rankRules = readRankRules(rulesNode, names)
  // Given ranks are as files say: rules that would do nothing are no rules.
  if (ranks?.given && rulesNode.value !== undefined)
    report(
      root.problems,
      rulesNode.path,
      'rules beside given ranks',
      'no `rank_rules`, or ranks with `needs`',
    )
  const returns = readReturns(child(root, 'returns'), names)
  const changes = readChanges(child(root, 'changes'), child(root, 'negative_volume').value, names)
  const measures = named(child(root, 'measures'), (node, name) => readMeasure(node, name, names))
  const bonuses = readBonuses(root, volumes, names)
  const limits = keys?.has('limits')
    ? keys.read(
        'limits',
        listOf((node) => readLimit(node, names)),
      )
    : []
  const tests = named(child(root, 'tests'), (node, name) => readTests(node, name, names))
  if (!head || !ranks || !rankRules || !returns || !limits) return undefined
  if (keys && !keys.has('across')) checkAcross(keys, head.calendar, bonuses)
  return {
    ...head,
    givenPay: [...names.given],
    returns,
    changes,
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

/** A plan that pays by several calendars says what a week across two months belongs to. */
function checkAcross(keys: KeyReader, calendar: Plan['calendar'], bonuses: readonly Bonus[]): void {
  const other = bonuses.find((bonus) => bonus.calendar !== calendar)
  if (other)
    keys.problem(
      'across',
      'nothing',
      `one of by_end, by_start, whole_only (required, as ${other.name} is paid by the ${other.calendar})`,
    )
}

function readHead(problems: Problems, keys: KeyReader, names: PlanNames) {
  const [name, version] = [keys.text('plan'), keys.whole('version')]
  const effective = keys.read('effective', isoDate)
  const timeZone = keys.read('time_zone', zone)
  const currency = keys.text('currency')
  const units = Object.fromEntries(keys.read('units', (node) => readUnits(node, names)) ?? [])
  if (currency !== undefined && !isCurrency(currency) && !(currency in units))
    reportMisspelt(
      problems,
      'currency',
      currency,
      'an ISO 4217 currency such as EUR, or a unit of this plan',
      [...Object.keys(units), ...isoCurrencies],
    )
  const calendar = keys.word('calendar', calendarKinds)
  const across = keys.word('across', ['by_end', 'by_start', 'whole_only'])
  const campaigns =
    keys.read('campaigns', (node) =>
      named(node, (entry, campaign) => readCampaign(entry, campaign, names)),
    ) ?? []
  const paid = keys.rule('paid')
  const withoutOwner = keys.word('without_owner', ['company', 'refuse'])
  const terminated = keys.word('terminated', ['keep_place', 'roll_up'])
  const negativeVolume = keys.word('negative_volume', ['kept', 'to_zero', 'carried'])
  if (!name || version === undefined || !effective || !timeZone || !currency || !calendar) return undefined
  if (!across || !paid || !withoutOwner || !terminated || !negativeVolume) return undefined
  return {
    name,
    version,
    effective,
    timeZone,
    currency,
    units,
    calendar,
    across,
    campaigns,
    paid,
    withoutOwner,
    terminated,
    negativeVolume,
  }
}

function readCampaign(node: PlanNode, name: string, names: PlanNames): Campaign | undefined {
  const keys = plainReader(node, campaignElement, names)
  const [from, to] = [keys?.read('from', isoDate), keys?.read('to', isoDate)]
  if (!from || !to) return undefined
  if (to < from) report(node.problems, child(node, 'to').path, to, `a day from ${from} on`)
  return { name, from, to }
}

const isoDate: Reader<string> = (node) => {
  if (typeof node.value === 'string' && isDay(node.value)) return node.value
  report(node.problems, node.path, describe(node.value), 'a day of the calendar such as 2026-01-31')
  return undefined
}

const zone: Reader<string> = (node) => {
  const value = text(node)
  if (value === undefined || isTimeZone(value)) return value
  reportMisspelt(node.problems, node.path, value, 'an IANA time zone such as Europe/Warsaw', timeZones())
  return undefined
}

function readUnits(node: PlanNode, names: PlanNames) {
  return named(node, (entry, name) => {
    const decimals = plainReader(entry, unitElement, names)?.whole('decimals')
    return decimals === undefined ? undefined : ([name, decimals] as const)
  })
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
