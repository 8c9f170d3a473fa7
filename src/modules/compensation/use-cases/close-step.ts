import { z } from 'zod'
import { openDatabase } from '#platform/postgres/database.ts'
import { freezeSnapshot } from './freeze-snapshot.ts'
import { storeResults } from './store-results.ts'

const shape = z.object({ url: z.string(), runId: z.bigint(), step: z.enum(['freeze', 'store']) })
export type CloseStepInput = z.infer<typeof shape>

/** Does a step of a close that goes through everybody's rows in the program, in a thread of its own. */
export async function closeStep(input: unknown): Promise<void> {
  const { url, runId, step } = shape.parse(input)
  const onError = (error: Error): void => void process.stderr.write(`close ${runId}: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-close' })
  try {
    await (step === 'freeze' ? freezeSnapshot : storeResults)(database, runId)
  } finally {
    await database.close()
  }
}
