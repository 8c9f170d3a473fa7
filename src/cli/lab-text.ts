import { differenceSentence } from '#modules/compensation/domain/language/difference.ts'
import type { LabReport } from '#modules/compensation/use-cases/write-lab-files.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { tableText } from './table-text.ts'

type Money = (minor: string) => string
type Currency = LabReport['currencies'][number]

const CHECKS = {
  payout: 'Pay of sales',
  own: 'Pay that hangs on own consumption of the field',
  recruiting: 'Pay had nobody bought anything',
} as const

/** What an experiment says, for a terminal. */
export function labText(report: LabReport): string {
  const parts = report.currencies.map((one) => currencyText(report, one))
  const checks = report.checks.map(({ check, limitPpm, before, after }) => [
    CHECKS[check],
    percent(before.ppm),
    percent(after.ppm),
    percent(limitPpm),
    after.isMet ? 'met' : 'NOT MET',
  ])
  const walked = report.months.some(({ byPasses }) => !byPasses)
  return [
    ...parts,
    tableText(['check', 'before', 'after', 'at most', 'changed plan'], checks),
    ...report.months.flatMap(acceptedText(report)),
    ...(walked ? ['A plan has no passes over columns: it was walked, which takes longer.'] : []),
    [
      'What the texts say otherwise:',
      ...(report.differences.length === 0
        ? ['  nothing']
        : report.differences.map((one) => `  ${differenceSentence(one)}`)),
    ].join('\n'),
  ].join('\n\n')
}

function currencyText({ months, people }: LabReport, of: Currency): string {
  const money: Money = (minor) => formatDecimal(BigInt(minor), of.digits)
  const paidIn = (list: readonly Readonly<{ currency: string; minor: string }>[]): string =>
    list.find(({ currency }) => currency === of.currency)?.minor ?? '0'
  const rows = [
    ...months.map(({ period, before, after }) => [period, paidIn(before), paidIn(after)]),
    ['together', of.total.before, of.total.after],
  ].map(([name = '', before = '0', after = '0']) => [name, ...amounts({ before, after }, money)])
  const groups = [
    ...of.byRank.map(({ rank, ...group }) => ({ name: rank ?? 'no rank', ...group })),
    ...of.byMarket.map(({ market, ...group }) => ({ name: market === '' ? 'no market' : market, ...group })),
  ].filter((group) => group.people > 0)
  const { winners, losers, same } = of.total
  return [
    `${of.currency}: of ${people} people ${winners} gain ${money(of.gained)}, ${losers} lose ${money(of.lost)}, ${same} are paid the same.`,
    tableText(['', 'before', 'after', 'difference'], rows),
    tableText(
      ['by rank and market', 'people', 'gain', 'lose', 'before', 'after', 'difference'],
      groups.map((group) => [
        group.name,
        ...[group.people, group.winners, group.losers].map(String),
        ...amounts(group, money),
      ]),
    ),
    `Tenths of those who are paid: ${of.spread.deciles.map(money).join('  ')}`,
  ].join('\n\n')
}

function amounts({ before, after }: Readonly<{ before: string; after: string }>, money: Money): string[] {
  return [before, after, String(BigInt(after) - BigInt(before))].map(money)
}

/** Where what was accepted is not what the plan as it is pays, the difference is told. */
function acceptedText({ currencies }: LabReport) {
  return ({ period, accepted, before }: LabReport['months'][number]): string[] =>
    (accepted ?? []).flatMap(({ currency, minor }) => {
      const again = before.find((one) => one.currency === currency)?.minor ?? '0'
      if (again === minor) return []
      const money: Money = (amount) =>
        formatDecimal(BigInt(amount), currencies.find((one) => one.currency === currency)?.digits ?? 0)
      return [
        `${period}: ${money(minor)} ${currency} were accepted, ${money(again)} are paid by the plan as it is: another version paid that month, or its state is chained anew.`,
      ]
    })
}

function percent(ppm: number | null): string {
  return ppm === null ? 'no sales' : `${formatDecimal(BigInt(ppm), 4)} %`
}
