import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { integer } from '#shared/contract.ts'
import { handOnMerged } from '../use-cases/hand-on-merged.ts'

const moved = z.object({ moveId: integer, isMerge: z.boolean().optional() })

/** Hands on the wallets of positions that ended in other ones; told again, there is nothing left in them. */
export const handOnMergedConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'positions.merged_wallets',
  topics: ['genealogy.moved'],
  from: 'start',
  handle: async (_deps, tx, event, about) => {
    const { moveId, isMerge = false } = moved.parse(event.payload)
    if (isMerge) await handOnMerged(tx, about, moveId)
  },
}
