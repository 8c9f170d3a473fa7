import { z } from 'zod'
import { openImage } from '#platform/columns/image.ts'
import { figuresPiece } from './figures-piece.ts'
import { figuresShelf } from './figures-shelf.ts'
import { sponsorTree, TEAM, teamPart } from './team-part.ts'

const asked = z.union([
  z.object({ question: z.record(z.string(), z.unknown()), sinceSeq: z.bigint().optional() }),
  /** Takes figures over, if there are some, and answers which are held. */
  z.object({ figures: figuresPiece.nullable() }),
])

/** Opens the image of the sponsor tree and its team questions, in the thread that calls it. */
export async function openTeamImage(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  const onError = (error: Error): void => void process.stderr.write(`field image: ${error.message}\n`)
  const shelf = figuresShelf()
  const image = await openImage({ onError }, { url, tree: sponsorTree, parts: [teamPart(shelf)] })
  return {
    answer: async (message: unknown): Promise<unknown> => {
      const one = asked.parse(message)
      if (!('figures' in one)) return image.ask(TEAM, one.question, one.sinceSeq)
      if (one.figures) {
        shelf.take(one.figures)
        // Taken into the columns now, so that nobody's question waits for it.
        await image.ask(TEAM, { ask: 'head' })
      }
      return shelf.held()
    },
    stop: image.stop,
  }
}
