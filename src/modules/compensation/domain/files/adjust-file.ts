import { parseDecimal } from '#shared/decimal.ts'
import type { AdjustmentInput } from '../pay/pay-input.ts'
import {
  INPUT_PLACES,
  filled,
  optional,
  referenceColumn,
  textColumn,
  timeColumn,
  wordColumn,
  type PlanWords,
} from './column.ts'
import { rowOf, type FileContext, type FileReader, type Row } from './file-reader.ts'

const adjustmentKinds = ['volume', 'rank', 'bonus', 'waiver'] as const

export const adjustColumns = {
  personId: referenceColumn(filled('person_id', 'Whom it is for.'), 'people'),
  kind: wordColumn(
    filled('kind', 'What is corrected; a waiver makes a condition hold.'),
    adjustmentKinds,
    'volume',
  ),
  name: textColumn(
    filled(
      'name',
      'The volume, rank or bonus; of a waiver: active, the bonus whose qualification holds, or a measure.',
    ),
    'a name of the plan',
  ),
  value: textColumn(
    {
      ...optional(
        'value',
        'granted',
        'How much is added to a volume or bonus; of a rank: empty, or protected from falling.',
      ),
      required: true,
    },
    'a number, up to 6 decimals, or protected',
  ),
  at: timeColumn(filled('at', 'When it counts.')),
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
        reason: row.take(adjustColumns.reason),
      }
      if (!row.refused.has('kind')) {
        checkName(row, adjustment, context.plan)
        checkValue(row, adjustment)
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
  }[kind]
  if (names.includes(name)) return
  const what =
    kind === 'waiver' ? 'active, a bonus or a measure' : kind === 'volume' ? 'a personal volume' : `a ${kind}`
  row.refuse('name', `unknown_${kind}`, `"${name}"`, `${what} of the plan`, names)
}

function checkValue(row: Row, { kind, value }: AdjustmentInput): void {
  if (kind === 'waiver') return
  if (kind === 'rank') {
    if (value !== '' && value !== 'protected')
      row.refuse('value', 'bad_value', `"${value}"`, 'nothing, or protected', ['protected'])
  } else if (typeof parseDecimal(value, INPUT_PLACES) !== 'bigint') {
    const expected = `a number with at most ${INPUT_PLACES} decimals, a dot and no grouping`
    row.refuse('value', 'bad_number', `"${value}"`, expected)
  }
}
