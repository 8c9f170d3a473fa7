import type { SkipReason } from '../../pay/pay-result.ts'
import { code, markdownTable } from './markdown.ts'

const skipReasons: Readonly<Record<SkipReason, string>> = {
  passed_over: 'the part went to somebody else, or stays for a later period; nothing is lost',
  not_paid: '`paid` of the plan does not hold for the person',
  not_qualified: '`qualified` of the bonus does not hold; of a pool: nobody is qualified',
  nobody_above: 'there is no leader above who could get it',
  capped: 'it is above the `cap` of the person',
  limited: 'it is above a limit of the plan',
  already_paid: 'it is paid once, and was',
  flushed: 'volume above the maximum of a binary was used up unpaid',
}

const notes: readonly (readonly [string, string])[] = [
  ['', 'a plain part: base times rate (times the value of a unit), or an amount'],
  ['passed up', 'a part that somebody below lost'],
  ['guarantee', 'what a leader below filled up out of what came to that leader'],
  ['guarantee passed up', 'what the leader gave up for it, negative'],
  ['return of ORDER', 'the share of a returned order that is given back, negative'],
  ['adjustment: REASON', 'a correction by hand, of adjust.csv'],
  ['recomputed PERIOD', 'the difference of that period, computed anew without what was returned'],
  ['leg capped', 'what is above the cap of the leg of the source person, negative'],
  ['capped', 'what is above the cap of the person, negative'],
  ['scaled down', "the person's part of what is above `company_cap`, negative"],
  ['limit: NAME', 'what is above that limit, negative'],
  ['rounding', 'the difference between the exact sum and what is paid'],
]

const stateNames: readonly (readonly [string, string])[] = [
  ['rank', 'the rank of the period'],
  ['career rank', 'the highest rank ever held'],
  ['rank missed', 'for how many periods the needs of the rank have not been met'],
  ['active', 'true where active'],
  [
    'NAME of a volume or measure',
    'its value, where a `last N periods` or `previous N periods` reads it: one row a period',
  ],
  ['total VOLUME', 'the volume of all periods, where `accumulated(VOLUME)` reads it'],
  ['BONUS once', 'the period in which a person got it; with `once: at_rank` the highest rank that was paid'],
  ['BONUS once ITEM', 'with `once: per_item`: the period in which that order, party or person was paid'],
  [
    'BONUS left, BONUS right',
    'of a binary: volume that stays on the side; a row for each period in which it arose',
  ],
  ['BONUS qualified', 'of a binary: the first period in which the person was qualified'],
  [
    'paid BONUS',
    'of a bonus of another calendar: what it paid in that period, for the period of the main calendar that it belongs to (`across`)',
  ],
  ['debt VOLUME', 'with `negative_volume: carried`: what is lacking to zero'],
  [
    'until RUN: NAME',
    'with `returns: {mode: reverse}` or `recompute`: what stood under that name until the run of that period took another value or none; kept for orders that may still come back',
  ],
  ['BONUS fund', 'of a pool with `nobody: carry`: the fund that is carried on; person_id is empty'],
]

/** What the outputs of a run say of a plan: notes, reasons and the names of the state. */
export function resultParts(): string[] {
  const table = (header: readonly string[], rows: readonly (readonly [string, string])[]): string =>
    markdownTable(
      header,
      rows.map(([name, meaning]) => [name === '' ? '(empty)' : code(name), meaning]),
    )
  return [
    '## What a run says',
    'All columns of all files stand in [files.md](files.md).',
    '### Notes of lines',
    'Every amount in earnings.csv is the sum of its lines in lines.csv. The column `note` says what a line is:',
    table(['note', 'meaning'], notes),
    '### Reasons of what was not paid',
    'skipped.csv names what somebody did not get. The column `missing` says in words what was not met.',
    table(['reason', 'meaning'], Object.entries(skipReasons)),
    '### Names of the state',
    'state.csv carries from period to period what a plan remembers. Without it, earlier volumes are computed from the order lines before the period; everything else is 0, false or nothing.',
    table(['name', 'value'], stateNames),
  ]
}
