import { unreachable } from '#shared/unreachable.ts'
import { exactText, multiply } from '#shared/exact.ts'
import type { Cell, Limit, Plan, Rank, Table, TableKey, TableValue, Volume } from '../plan.ts'
import { listed, sentence, type Section } from './parts.ts'
import { isAlways, ruleClause, ruleNoun } from './rule-words.ts'
import { whoWords } from './scope-words.ts'
import { tableUses } from './table-uses.ts'

/** Who is paid, when, and in what. */
export function headSection(plan: Plan): Section {
  const units = Object.entries(plan.units).map(([unit, decimals]) => `${unit} (${decimals} decimals)`)
  return {
    title: `${plan.name}, version ${plan.version}`,
    sentences: [
      `It holds from ${plan.effective}`,
      `A period is a ${plan.calendar}, cut at midnight in ${plan.timeZone}; amounts are in ${plan.currency}`,
      ...(units.length > 0 ? [`Pay can also be in ${listed(units)}`] : []),
      isAlways(plan.paid) ? 'Everybody may be paid' : `Somebody may be paid where ${ruleClause(plan.paid)}`,
      ...plan.campaigns.map(({ name, from, to }) => `The campaign ${name} goes from ${from} to ${to}`),
      plan.withoutOwner === 'company'
        ? 'Volume of orders that name nobody is kept apart and belongs to nobody'
        : 'An order that names nobody is refused',
      plan.terminated === 'roll_up'
        ? 'People who are terminated are left out of every tree, and their teams move up'
        : 'People who are terminated keep their place in the trees',
    ].map(sentence),
  }
}

export function volumeSentences(volumes: readonly Volume[]): readonly string[] {
  return volumes.map((volume) => {
    if (volume.kind === 'personal') {
      const where = volume.where ? `, of lines where ${ruleClause(volume.where)}` : ''
      return sentence(
        `${volume.name} is read from order lines as ${ruleNoun(volume.reads)}${where}; it belongs to the ${volume.belongsTo}`,
      )
    }
    const own = volume.own === 'included' ? 'oneself included' : 'without oneself'
    const until = volume.until
      ? `; people ${whoWords(volume.until.expression)} are left out, with all below them`
      : ''
    return sentence(
      `${volume.name} is the ${volume.of} of the group in the ${volume.tree} tree, ${own}${until}`,
    )
  })
}

export function tableSentences(plan: Plan): readonly string[] {
  return plan.tables.flatMap((table) => {
    const uses = hasRules(table) ? tableUses(plan, table.name) : []
    return [
      tableSentence(table),
      ...(uses.length > 0
        ? [
            sentence(
              `What stands in parentheses in “${table.name}” is read where it is named: ${listed(uses)}`,
            ),
          ]
        : []),
    ]
  })
}

function hasRules(table: Table): boolean {
  const values =
    table.shape === 'steps'
      ? table.steps.map(({ value }) => value)
      : (table.shape === 'cases' ? table.cases : table.rows.flatMap(({ cells }) => cells)).map(
          ({ value }) => value,
        )
  return values.some((value) => typeof value === 'object' && 'rule' in value)
}

function tableSentence(table: Table): string {
  switch (table.shape) {
    case 'steps': {
      const steps = table.steps.map(
        ({ from, value, assumed }) =>
          `from ${typeof from === 'string' ? from.trim() : exactText(from)} ${valueText(value)}${assumed ? ' (assumed)' : ''}`,
      )
      return sentence(`The table “${table.name}” by ${table.by}: ${steps.join(', ')}; below the first step 0`)
    }
    case 'cases':
      return sentence(
        `The table “${table.name}” by ${table.by}: ${cellsText(table.cases)}; 0 where nothing fits`,
      )
    case 'rows': {
      const rows = table.rows.map(({ key, cells }) => `${keyText(key)} (${cellsText(cells)})`)
      return sentence(`The table “${table.name}” by ${table.by.join(' and ')}: ${rows.join('; ')}`)
    }
    default:
      return unreachable(table)
  }
}

function cellsText(cells: readonly Cell[]): string {
  return cells.map(({ key, value }) => `${keyText(key)} ${valueText(value)}`).join(', ')
}

function keyText(key: TableKey): string {
  if (key.is === 'rank') return `${key.rank}:`
  if (key.is === 'text') return `${key.text}:`
  if (key.is === 'else') return 'anything else:'
  const from = exactText(key.from)
  if (key.to === undefined) return `${from} and above:`
  return exactText(key.to) === from ? `${from}:` : `${from} to ${exactText(key.to)}:`
}

/** Values below one read as percentages: tables hold rates more often than amounts. */
export function valueText(value: TableValue): string {
  if (typeof value === 'object' && 'rule' in value) return `(${value.text})`
  const text = exactText(value)
  return /^-?0\./.test(text) ? `${exactText(multiply(value, 100_000_000))} %` : text
}

export function activeSentence(plan: Plan): string {
  return sentence(
    plan.active && !isAlways(plan.active)
      ? `Somebody is active where ${ruleClause(plan.active)}`
      : 'Everybody counts as active',
  )
}

export function rankSentences({ ranks, ranksGiven, rankRules }: Plan): readonly string[] {
  if (ranks.length === 0) return ['The plan has no ranks.']
  if (ranksGiven)
    return [
      sentence(`The ranks are given: ${listed(ranks.map((rank) => rank.name))}, from lowest to highest`),
      'Who holds which rank stands in people.csv; a correction by hand raises it for a time.',
      sentence(
        `Somebody for whom nothing stands there has no rank, which is lower than ${ranks[0]?.name ?? ''}`,
      ),
    ]
  const rules = [
    'The rank of a period is the highest one whose needs are met',
    rankRules.firstNeedsLower ? 'A rank needs that all lower ranks are met too' : '',
    rankRules.gracePeriods > 0
      ? `A rank is kept for ${rankRules.gracePeriods} ${rankRules.gracePeriods === 1 ? 'period' : 'periods'} after its needs were last met`
      : '',
    demotionText(rankRules.demotion),
  ]
  return [...ranks.map(rankSentence), ...rules.filter((text) => text !== '').map(sentence)]
}

function demotionText(demotion: Plan['rankRules']['demotion']): string {
  if (demotion === 'never') return 'A rank never falls'
  return demotion === 'one_step'
    ? 'A rank falls by at most one step a period'
    : 'A rank falls to the one that was earned'
}

function rankSentence({ name, needs }: Rank): string {
  if (!needs) return sentence(name)
  return sentence(isAlways(needs) ? `${name} needs nothing` : `${name} needs this: ${ruleClause(needs)}`)
}

export function measureSentences(plan: Plan): readonly string[] {
  return plan.measures.map(({ name, rule }) =>
    sentence(
      rule.type === 'condition'
        ? `“${name}” holds where ${ruleClause(rule)}`
        : `${name} is ${ruleNoun(rule)}`,
    ),
  )
}

export function limitSentence({ name, bonuses, per, most }: Limit): string {
  const what = bonuses === 'all' ? 'all bonuses' : listed(bonuses)
  const whose = {
    person: 'a person gets',
    owner: 'all positions of an owner get',
    company: 'all people together get',
  }[per]
  const how =
    per === 'company'
      ? 'above it all are scaled down in the same proportion'
      : 'they are paid in this order until it is reached'
  return sentence(`${name}: by ${what}, ${whose} at most ${ruleNoun(most)}; ${how}`)
}

export function returnSentences({ returns, negativeVolume, bonuses }: Plan): readonly string[] {
  const binaries = bonuses.filter(({ kind }) => kind === 'binary').map(({ name }) => name)
  const window = returns.windowDays === undefined ? '' : ` within ${returns.windowDays} days`
  return [
    {
      net: 'A return is negative volume of the period that it lies in',
      reverse: `By a return${window} everybody gives back the share of what was paid on the order after caps and limits`,
      recompute: `By a return${window} the period of the order is computed anew without it, and everybody pays or gets the difference, which no cap or limit of the present period cuts`,
    }[returns.mode],
    ...{
      net: [],
      reverse: [
        returns.volumes === 'counted'
          ? 'Returns lower the volumes, ranks and activity of their own period'
          : 'Returns leave volumes, ranks and activity as they are',
        ...binaries.map((name) =>
          returns.volumes === 'counted'
            ? `For ${name} a return is negative volume on the sides`
            : `A return takes nothing off the sides of ${name}, and nothing of its pay back`,
        ),
      ],
      recompute: [
        'A return of an order of an earlier period leaves the volumes, ranks and activity of its own period as they are',
      ],
    }[returns.mode],
    {
      kept: 'Personal volume may be below zero',
      to_zero: 'Personal volume below zero counts as zero',
      carried: 'Personal volume below zero counts as zero, and what is lacking is taken off the next period',
    }[negativeVolume],
  ].map(sentence)
}
