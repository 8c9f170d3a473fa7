import { z } from 'zod'
import { readImage, type StillImage } from '#platform/columns/image.ts'
import { openDatabase } from '#platform/postgres/database.ts'
import { giveWay } from '#platform/threads/give-way.ts'
import { peopleAbout } from '../store/links.ts'
import { figuresPiece } from './figures-piece.ts'
import { figuresShelf, type FiguresShelf } from './figures-shelf.ts'
import { imageShelf } from './image-shelf.ts'
import { treeThen } from './image-trees.ts'
import { TEAM, teamPart } from './team-part.ts'

const treeThenShape = z.object({ tree: z.string(), atMs: z.number() })
/** A tree as of an instant. */
export type TreeThen = z.infer<typeof treeThenShape>

const asked = z.union([
  z.object({ of: treeThenShape, question: z.record(z.string(), z.unknown()) }),
  z.object({ of: treeThenShape, figures: figuresPiece }),
])

/** So many trees as of then are kept; each takes about a hundred bytes for each person. */
const MOST_KEPT = 3
/** After so long one is read anew, as what its ranks and volumes stand on may have become more. */
const KEPT_MS = 600_000

type Held = Readonly<{ image: StillImage; figures: FiguresShelf; untilMs: number }>

/**
 * Opens images of trees as of then in a thread of their own that gives way: reading one holds up nobody who looks at the trees of
 * now. Those that were asked for last are kept, until something comes to be known of the time before them.
 */
export async function openTreesThen(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  giveWay()
  const onError = (error: Error): void => void process.stderr.write(`trees as of then: ${error.message}\n`)
  const database = openDatabase(
    { onError },
    { url, poolMax: 1, name: 'openfield-trees-then', givesWay: true },
  )
  const shelf = imageShelf<TreeThen, Held>({
    most: MOST_KEPT,
    keyOf: ({ tree, atMs }) => `${tree} ${atMs}`,
    people: () => peopleAbout(database.db),
    read: async ({ tree: code, atMs }, onRead) => {
      const tree = treeThen(code, atMs)
      const figures = figuresShelf()
      const deps = { onError, onRead, db: database.db }
      const image = await readImage(deps, { url, tree, parts: [teamPart(figures, tree)] })
      return { image, figures, untilMs: performance.now() + KEPT_MS }
    },
  })
  const find = async (of: TreeThen) => {
    const found = await shelf.find(of)
    if ('loading' in found) return found
    const { image } = found
    if (performance.now() < image.untilMs && !(await image.image.isStale())) return found
    shelf.drop(of, image)
    return shelf.find(of)
  }
  return {
    answer: async (message: unknown): Promise<unknown> => {
      const one = asked.parse(message)
      const found = await find(one.of)
      if ('loading' in found) return found
      const { image, figures } = found.image
      if ('question' in one) return { seq: image.seq(), value: image.answer(TEAM, one.question) }
      figures.take(one.figures)
      return undefined
    },
    stop: async () => {
      await shelf.stop()
      await database.close()
    },
  }
}
