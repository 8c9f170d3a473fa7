import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import type { FrozenColumns } from '../../frozen/columns.ts'
import type { Plan } from '../../language/plan.ts'
import { periodsBack } from '../../pay/history.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { rankNumber } from '../../pay/world.ts'
import { standingKeys } from '../closed-standing.ts'
import type { Column } from '../compiler.ts'
import type { ClosedStanding } from '../field-columns.ts'
import { exactColumn } from '../number-column.ts'
import { stateRows } from './state-rows.ts'

/** How people stood in the last main period that was closed when a period of another calendar ends, as the state tells it. */
export function closedOfState(
  plan: Plan,
  { people, state }: FrozenColumns,
  period: Period,
): Pick<ClosedStanding, 'columns' | 'previousRank'> {
  const count = people.ids.length
  const rows = stateRows(plan, state, period, { people: count, mainUntilMs: period.untilMs })
  const cut = { kind: plan.calendar, timeZone: plan.timeZone }
  const last = rows.closedPeriod ?? periodBefore(cut, periodAt(cut, period.untilMs))
  const told = (name: string, label = last.label): ((person: number) => string) => {
    const found = rows.of(name, label)
    return (person) => {
      const row = found[person] ?? -1
      return row < 0 ? '' : rows.valueAt(row)
    }
  }
  const ranksOf = (text: (person: number) => string): Uint8Array =>
    Uint8Array.from({ length: count }, (_, person) => rankNumber(plan, text(person)))
  const rankOf = (key: string): Uint8Array => {
    const [own, held] = [told(key), told('rank')]
    // The rank by own needs is remembered only where a rule reads it of earlier periods.
    return ranksOf(key === 'earned rank' ? (person) => own(person) || held(person) : own)
  }
  const columns = new Map<string, Column>()
  const { ranks, truths, numbers } = standingKeys(plan)
  for (const key of ranks) columns.set(key, { is: 'rank', values: rankOf(key) })
  for (const key of truths) {
    const text = told(nameOf(key))
    columns.set(key, {
      is: 'truth',
      values: Uint8Array.from({ length: count }, (_, person) => (text(person) === 'true' ? 1 : 0)),
    })
  }
  for (const key of numbers) {
    const text = told(nameOf(key))
    const values = Array.from({ length: count }, (_, person) => exactOfText(text(person)))
    columns.set(key, { is: 'number', ...exactColumn(values, key) })
  }
  return { columns, previousRank: ranksOf(told('rank', periodsBack(last, 1).label)) }
}

const nameOf = (key: string): string => key.replace(/^measure:/, '')
