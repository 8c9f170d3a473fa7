import { parseDecimal } from '#shared/decimal.ts'
import { EVERY_BONUS, type AdjustmentInput } from '../pay/pay-input.ts'
import {
  INPUT_PLACES,
  filled,
  optional,
  optionalTimeColumn,
  referenceColumn,
  textColumn,
  timeColumn,
  wordColumn,
  type PlanWords,
} from './column.ts'
import { rowOf, type FileContext, type FileReader, type Row } from './file-reader.ts'

const adjustmentKinds = ['volume', 'rank', 'bonus', 'waiver', 'exclusion'] as const

export const adjustColumns = {
  personId: referenceColumn(filled('person_id', 'Whom it is for.'), 'people'),
  kind: wordColumn(
    filled(
      'kind',
      'What is corrected; a rank is held at least, whatever was earned, and a higher one stays; a waiver makes a condition hold, an exclusion keeps somebody from a bonus.',
    ),
    adjustmentKinds,
    'volume',
  ),
  name: textColumn(
    filled(
      'name',
      'The volume, rank or bonus; of a waiver: active, the bonus whose qualification holds, or a measure; of an exclusion: a bonus, or all.',
    ),
    'a name of the plan',
  ),
  value: textColumn(
    {
      ...optional(
        'value',
        'granted',
        'How much is added to a volume or bonus; of a rank: empty grants it; protected keeps it, where it or a higher one was held in the period before.',
      ),
      required: true,
    },
    'a number, up to 6 decimals, or protected',
  ),
  at: timeColumn(filled('at', 'When it counts.')),
  until: optionalTimeColumn(
    optional(
      'until',
      'the end of its period',
      'Up to when a rank, waiver or exclusion holds: in every period that has a moment of it.',
    ),
  ),
  reason: textColumn(optional('reason', 'no reason', 'Why, for those who read the lines.')),
} as const

/** Reads adjust.csv: corrections by hand, each of something that the plan names. */
export function adjustReader(
  names: readonly string[],
  context: FileContext,
): FileReader<readonly AdjustmentInput[]> {
  const row = rowOf(names, Object.values(adjustColumns), context)
  const adjustments: AdjustmentInput[] = []
  return {
    readRow(cells) {
      row.move(cells)
      const adjustment = {
        personId: row.take(adjustColumns.personId),
        kind: row.take(adjustColumns.kind),
        name: row.take(adjustColumns.name),
        value: row.take(adjustColumns.value),
        atMs: row.take(adjustColumns.at),
        untilMs: row.take(adjustColumns.until),
        reason: row.take(adjustColumns.reason),
      }
      if (!row.refused.has('kind')) {
        checkName(row, adjustment, context.plan)
        checkValue(row, adjustment)
        checkUntil(row, adjustment)
      }
      adjustments.push(adjustment)
    },
    finish: () => adjustments,
  }
}

function checkName(row: Row, { kind, name }: AdjustmentInput, plan: PlanWords): void {
  if (name === '') return
  const names = {
    volume: plan.personalVolumes,
    rank: plan.ranks,
    bonus: plan.bonuses,
    waiver: ['active', ...plan.bonuses, ...plan.measures],
    exclusion: [EVERY_BONUS, ...plan.bonuses],
  }[kind]
  if (names.includes(name)) return
  const what = {
    volume: 'a personal volume',
    rank: 'a rank',
    bonus: 'a bonus',
    waiver: 'active, a bonus or a measure',
    exclusion: 'a bonus, or all',
  }[kind]
  row.refuse('name', `unknown_${kind}`, `"${name}"`, `${what} of the plan`, names)
}

function checkValue(row: Row, { kind, value }: AdjustmentInput): void {
  if (kind === 'waiver' || kind === 'exclusion') return
  if (kind === 'rank') {
    if (value !== '' && value !== 'protected')
      row.refuse('value', 'bad_value', `"${value}"`, 'nothing, or protected', ['protected'])
  } else if (typeof parseDecimal(value, INPUT_PLACES) !== 'bigint') {
    const expected = `a number with at most ${INPUT_PLACES} decimals, a dot and no grouping`
    row.refuse('value', 'bad_number', `"${value}"`, expected)
  }
}

/** What is added to a volume or bonus is added once; what holds must end after it begins. */
function checkUntil(row: Row, { kind, atMs, untilMs }: AdjustmentInput): void {
  if (untilMs === undefined || row.refused.has('until') || row.refused.has('at')) return
  if (kind === 'volume' || kind === 'bonus')
    row.refuse('until', 'no_end', 'a time', `nothing, as a ${kind} is corrected once`)
  else if (untilMs <= atMs) row.refuse('until', 'ends_before', 'a time before `at`', 'a time after `at`')
}
