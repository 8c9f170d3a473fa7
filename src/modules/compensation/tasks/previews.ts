import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition, TaskDefinition } from '#platform/module/module.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { integer } from '#shared/contract.ts'
import { stampAdjustment } from '../store/adjustments.ts'
import { failPreview, type Change } from '../store/change-effects.ts'
import { stampRun } from '../store/runs.ts'
import {
  ADJUSTED,
  ADJUSTMENT_REQUESTED,
  adjustmentTold,
  PAY_KNOWN,
  PERIOD_ACCEPTED,
} from '../use-cases/adjustment-events.ts'
import { askPreview, PREVIEW_JOBS } from '../use-cases/ask-preview.ts'
import type { CloseDeps } from '../use-cases/pay-deps.ts'

const moveRequested = z.object({ moveId: integer })
const asked = z.object({ id: integer })

/**
 * Has it computed what a move or a correction would change as soon as somebody asks for it. One that was decided or became
 * impossible meanwhile has nothing to show.
 */
export const previewsConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'compensation.moves',
  topics: ['genealogy.move_requested', ADJUSTMENT_REQUESTED],
  from: 'now',
  handle: async (_deps, tx, { topic, payload }) => {
    if (topic === ADJUSTMENT_REQUESTED)
      await askPreview(tx, { kind: 'adjustment', id: adjustmentTold.parse(payload).adjustmentId })
    else await askPreview(tx, { kind: 'move', id: moveRequested.parse(payload).moveId })
  },
}

const accepted = z.object({ runId: integer })

/** Writes to each correction, and to each run that was accepted, the position that told of it: that is when it became known. */
export const stampKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: PAY_KNOWN,
  topics: [ADJUSTED, PERIOD_ACCEPTED],
  from: 'start',
  handle: async (_deps, tx, { topic, payload, seq }) => {
    if (topic === ADJUSTED) await stampAdjustment(tx, { id: adjustmentTold.parse(payload).adjustmentId, seq })
    else await stampRun(tx, { id: accepted.parse(payload).runId, seq })
  },
}

/** Computes what a change would do; begun again it computes it anew. */
function previewTask(kind: Change['kind']): TaskDefinition<CloseDeps> {
  return {
    name: PREVIEW_JOBS[kind],
    async run(deps, told, signal) {
      const { id } = asked.parse(told)
      try {
        await deps.closeStep(`preview_${kind}`, id, signal)
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error)
        const call = { actor: systemActor(`${kind} ${id}`), useCase: 'compensation.note_failure' }
        await transact(deps, call, (tx) => failPreview(tx, { kind, id }, failure))
        throw error
      }
    },
  }
}

export const previewTasks = [previewTask('move'), previewTask('transfer'), previewTask('adjustment')]
