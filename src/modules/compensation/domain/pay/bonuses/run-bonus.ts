import type { Bonus } from '../../language/plan.ts'
import { runAmount } from './amount.ts'
import { runBinary } from './binary.ts'
import type { Collector } from './collect.ts'
import { runDifferential } from './differential.ts'
import { runLeadership } from './leadership.ts'
import { runLevels } from './levels.ts'
import { runPool } from './pool.ts'

/** Finds what a bonus pays: everybody, or the one whom the collector computes. */
export function runBonus(collector: Collector, bonus: Bonus): void {
  switch (bonus.kind) {
    case 'amount':
      return runAmount(collector, bonus)
    case 'levels':
      return runLevels(collector, bonus)
    case 'differential':
      return runDifferential(collector, bonus)
    case 'leadership':
      return runLeadership(collector, bonus)
    case 'binary':
      return runBinary(collector, bonus)
    case 'pool':
      return runPool(collector, bonus)
  }
}
