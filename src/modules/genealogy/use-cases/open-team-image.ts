import { z } from 'zod'
import { openImage } from '#platform/columns/image.ts'
import { sponsorTree, teamPart } from './team-part.ts'

const asked = z.object({ question: z.unknown(), sinceSeq: z.bigint().optional() })

/** Opens the image of the sponsor tree and its team questions, in the thread that calls it. */
export async function openTeamImage(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  const onError = (error: Error): void => void process.stderr.write(`field image: ${error.message}\n`)
  const image = await openImage({ onError }, { url, tree: sponsorTree, parts: [teamPart] })
  return {
    answer: (message: unknown): Promise<unknown> => {
      const { question, sinceSeq } = asked.parse(message)
      return image.ask(teamPart.name, question, sinceSeq)
    },
    stop: image.stop,
  }
}
