import { z } from 'zod'
import { openDatabase } from '#platform/postgres/database.ts'
import { freezeSnapshot } from './freeze-snapshot.ts'
import { previewAdjustment } from './preview-adjustment.ts'
import { previewMove } from './preview-move.ts'
import { previewTransfer } from './preview-transfer.ts'
import { runExperiment } from './run-experiment.ts'
import { storeResults } from './store-results.ts'

const shape = z.object({
  url: z.string(),
  id: z.bigint(),
  step: z.enum(['freeze', 'store', 'preview_move', 'preview_transfer', 'preview_adjustment', 'lab']),
})
export type CloseStepInput = z.infer<typeof shape>

const STEPS = {
  freeze: freezeSnapshot,
  store: storeResults,
  preview_move: previewMove,
  preview_transfer: previewTransfer,
  preview_adjustment: previewAdjustment,
  lab: runExperiment,
} as const

/** Does a step of a close, the preview of a move, transfer or correction, or an experiment of the lab, which go through everybody's rows in the program, in a thread of its own. */
export async function closeStep(input: unknown): Promise<void> {
  const { url, id, step } = shape.parse(input)
  const onError = (error: Error): void => void process.stderr.write(`${step} ${id}: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-close', givesWay: true })
  try {
    await STEPS[step](database, id)
  } finally {
    await database.close()
  }
}
