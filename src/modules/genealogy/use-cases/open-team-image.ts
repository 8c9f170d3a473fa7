import { z } from 'zod'
import { openImage, type Image } from '#platform/columns/image.ts'
import { openDatabase } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { SPONSOR_TREE, type Tree } from '../domain/tree.ts'
import { peopleAbout } from '../store/links.ts'
import { treeCodes } from '../store/merges.ts'
import { figuresPiece } from './figures-piece.ts'
import { figuresShelf } from './figures-shelf.ts'
import { imageShelf } from './image-shelf.ts'
import { treeNow } from './image-trees.ts'
import { TEAM, teamPart } from './team-part.ts'

const asked = z.union([
  z.object({
    /** A placement tree; the sponsor tree where it is left out. */
    tree: z.string().optional(),
    question: z.record(z.string(), z.unknown()),
    sinceSeq: z.bigint().optional(),
  }),
  /** Takes figures over, if there are some, and answers which are held. */
  z.object({ figures: figuresPiece.nullable() }),
])

/** So many placement trees are followed at once. */
const MOST_PLACEMENT_TREES = 12

/**
 * Opens the images of the trees as they are now and their team questions, in the thread that calls it: of the sponsor tree before
 * anything is answered, of the placement trees one after the other, from now on or when they are made. All share the figures.
 */
export async function openTeamImage(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  const onError = (error: Error): void => void process.stderr.write(`field image: ${error.message}\n`)
  const shelf = figuresShelf()
  const database = openDatabase({ onError }, { url, poolMax: 1, name: 'openfield-trees' })
  const open = (code: Tree, onRead: (rows: number) => void = () => undefined): Promise<Image> => {
    const tree = treeNow(code)
    return openImage({ onError, onRead }, { url, tree, parts: [teamPart(shelf, tree)] })
  }
  const sponsor = await open(SPONSOR_TREE)
  const placement = imageShelf<Tree, Image>({
    most: MOST_PLACEMENT_TREES,
    keyOf: (tree) => tree,
    people: () => peopleAbout(database.db),
    read: open,
    letGo: (image) => void image.stop().catch(onError),
  })
  const known = new Set<Tree>()
  const isTree = async (code: Tree): Promise<boolean> => {
    if (!known.has(code))
      for (const one of await read(database, systemActor('trees'), treeCodes)) known.add(one)
    return known.has(code)
  }
  const openAll = async (): Promise<void> => {
    await isTree(SPONSOR_TREE)
    for (const tree of [...known].filter((code) => code !== SPONSOR_TREE))
      // One after the other, so that the sponsor tree goes on answering.
      // oxlint-disable-next-line no-await-in-loop
      await placement.wait(tree)
  }
  const opening = openAll().catch(onError)
  const imageOf = async (tree: Tree | undefined) => {
    if (tree === undefined || tree === SPONSOR_TREE) return { image: sponsor }
    return (await isTree(tree)) ? placement.find(tree) : undefined
  }
  return {
    answer: async (message: unknown): Promise<unknown> => {
      const one = asked.parse(message)
      if ('figures' in one) {
        if (one.figures) {
          shelf.take(one.figures)
          // Taken into the columns now, so that nobody's question waits for it.
          await sponsor.ask(TEAM, { ask: 'head' })
        }
        return shelf.held()
      }
      const found = await imageOf(one.tree)
      if (!found) return { seq: sponsor.seq(), value: undefined }
      return 'loading' in found ? found : found.image.ask(TEAM, one.question, one.sinceSeq)
    },
    stop: async () => {
      await opening
      const images = await placement.stop()
      await Promise.all([sponsor, ...images].map((image) => image.stop()))
      await database.close()
    },
  }
}
