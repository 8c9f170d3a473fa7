import type { FastifyInstance } from 'fastify'

/** How long answers under way may take when the program stops; a company stops for an update and nobody reads that long. */
const ANSWERS_MOST_MS = 3_000

/** Takes no more questions, waits for the answers under way, and then cuts off whoever still asks or reads. */
export async function closeApp(app: FastifyInstance, answersMostMs = ANSWERS_MOST_MS): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), answersMostMs)
  await app.close()
  clearTimeout(late)
}
