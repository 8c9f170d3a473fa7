import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition, TaskDefinition } from '#platform/module/module.ts'
import { integer } from '#shared/contract.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { failPreview } from '../store/move-effects.ts'
import { askPreview, PREVIEW_JOB } from '../use-cases/ask-preview.ts'
import type { CloseDeps } from '../use-cases/pay-deps.ts'

const payload = z.object({ moveId: integer })

/** Has it computed what a move would change as soon as somebody asks for the move. */
export const previewMovesConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'compensation.moves',
  topics: ['genealogy.move_requested'],
  from: 'now',
  handle: async (_deps, tx, event) => {
    // A move that was decided or became impossible meanwhile has nothing to show.
    await askPreview(tx, payload.parse(event.payload).moveId)
  },
}

/** Computes what a move would change; begun again it computes it anew. */
export const previewMoveTask: TaskDefinition<CloseDeps> = {
  name: PREVIEW_JOB,
  async run(deps, told, signal) {
    const { moveId } = payload.parse(told)
    try {
      await deps.closeStep('preview', moveId, signal)
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      const call = { actor: systemActor(`move ${moveId}`), useCase: 'compensation.note_failure' }
      await transact(deps, call, (tx) => failPreview(tx, moveId, failure))
      throw error
    }
  },
}
