import { orAfter } from '#platform/wait/moments.ts'

/** An image that is not there yet: so much of it was read, in percent. */
export type StillReading = Readonly<{ loading: number }>

/** Images by what they are of. */
export type ImageShelf<Of, Image> = Readonly<{
  /** The image, which is read when it is first asked for. Whoever asks waits for a moment; only one is read at a time. */
  find: (of: Of) => Promise<Readonly<{ image: Image }> | StillReading>
  /** The same for as long as it takes. */
  wait: (of: Of) => Promise<Image>
  /** Lets an image go that is not true any more. */
  drop: (of: Of, image: Image) => void
  /** All that are there, when nothing is being read any more. */
  stop: () => Promise<readonly Image[]>
}>

type Kept<Image> = { image: Promise<Image>; percent: number; held: Image | undefined }

/** So long somebody who asks for an image waits for it, before it is said how far it is. */
const MOMENT_MS = 700
const ROWS_EACH = 3

/** A shelf with room for so many images; those that were asked for last are kept. */
export function imageShelf<Of, Image>(
  shelf: Readonly<{
    most: number
    keyOf: (of: Of) => string
    /** About how many people are read, of each of whom there are a place, a person and, in a tree with places, which one it is. */
    people: () => Promise<number>
    read: (of: Of, onRead: (rows: number) => void) => Promise<Image>
    /** What becomes of one for which there is no room any more. */
    letGo?: (image: Image) => void
  }>,
): ImageShelf<Of, Image> {
  // The one that was asked for last stands last.
  const kept = new Map<string, Kept<Image>>()
  let reading: Promise<unknown> | undefined
  const begin = (of: Of): Kept<Image> => {
    const key = shelf.keyOf(of)
    const read = async (): Promise<Image> => {
      const all = (await shelf.people()) * ROWS_EACH
      return shelf.read(of, (rows) => (one.percent = Math.min(99, Math.floor((100 * rows) / all))))
    }
    const one: Kept<Image> = { image: read(), percent: 0, held: undefined }
    const ended = one.image
      .then(
        (image) => void (one.held = image),
        // One that cannot be read is tried again by whoever asks next.
        () => void (kept.get(key) === one && kept.delete(key)),
      )
      .finally(() => (reading = undefined))
    reading = ended
    return one
  }
  const take = (of: Of): Kept<Image> | undefined => {
    const key = shelf.keyOf(of)
    const known = kept.get(key)
    if (!known && reading) return undefined
    const one = known ?? begin(of)
    kept.delete(key)
    kept.set(key, one)
    for (const [oldest, { held }] of [...kept].slice(0, Math.max(0, kept.size - shelf.most))) {
      kept.delete(oldest)
      if (held !== undefined) shelf.letGo?.(held)
    }
    return one
  }
  return {
    async find(of) {
      const one = take(of)
      if (!one) return { loading: 0 }
      return orAfter(
        one.image.then((image) => ({ image })),
        MOMENT_MS,
        () => ({ loading: one.percent }),
      )
    },
    async wait(of) {
      for (;;) {
        const one = take(of)
        if (one) return one.image
        // oxlint-disable-next-line no-await-in-loop -- until it is this one's turn
        await reading
      }
    },
    drop(of, image) {
      const key = shelf.keyOf(of)
      if (kept.get(key)?.held === image) kept.delete(key)
    },
    async stop() {
      await reading
      return [...kept.values()].flatMap(({ held }) => (held === undefined ? [] : [held]))
    },
  }
}
