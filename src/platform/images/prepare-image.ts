import type { Sharp } from 'sharp'
import { IMAGE_WIDTHS, widthsOf, type ImageFormat } from '#shared/image.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'

/** A picture made ready: turned upright, without anything that tells where it was taken, in all widths and formats. */
export type PreparedImage = Readonly<{
  width: number
  height: number
  files: readonly Readonly<{ format: ImageFormat; width: number; bytes: Uint8Array }>[]
}>

/** What may be sent: photographs as cameras, phones and agencies give them. Drawings with script in them are none. */
const KINDS = new Set(['jpeg', 'png', 'webp', 'heif', 'tiff'])
const WIDTH_MIN = IMAGE_WIDTHS[0]
const WIDTH_MAX = IMAGE_WIDTHS[IMAGE_WIDTHS.length - 1] ?? WIDTH_MIN
const PIXELS_MAX = 80_000_000

let before: Promise<unknown> = Promise.resolve()

/**
 * Makes a picture ready with sharp, which works in threads of its own; one picture at a time, so that whoever sends a hundred leaves
 * threads for everybody else. Refused as `image.unreadable`, `image.type`, `image.small` or `image.pixels`, by what the bytes are and
 * not by what they are called.
 */
export async function prepareImage(bytes: Uint8Array): Promise<Result<PreparedImage>> {
  const mine = before.then(
    () => prepare(bytes),
    () => prepare(bytes),
  )
  before = mine.catch(() => undefined)
  return mine
}

async function prepare(bytes: Uint8Array): Promise<Result<PreparedImage>> {
  // Loaded with the first picture: most starts need it not.
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  const read = (): Sharp => sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
  const facts = await metadata(read())
  if (!facts) return refuse('image.unreadable', {}, 'body')
  if (!KINDS.has(facts.format)) return refuse('image.type', { type: facts.format }, 'body')
  if (facts.width * facts.height > PIXELS_MAX)
    return refuse('image.pixels', { most: PIXELS_MAX / 1_000_000 }, 'body')
  try {
    // Upright by what the camera wrote; that and all else that it wrote is left out of what is written here.
    const upright = await read()
      .autoOrient()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = upright.info
    if (width < WIDTH_MIN) return refuse('image.small', { least: WIDTH_MIN, width }, 'body')
    const widest = Math.min(width, WIDTH_MAX)
    const files: PreparedImage['files'][number][] = []
    for (const target of widthsOf(widest)) {
      const resized = sharp(upright.data, { raw: { width, height, channels } }).resize({ width: target })
      for (const [format, write] of WRITERS) {
        // One after the other, as the queue above promises.
        // oxlint-disable-next-line no-await-in-loop
        files.push({ format, width: target, bytes: await write(resized.clone()).toBuffer() })
      }
    }
    return ok({ width: widest, height: Math.max(1, Math.round((height * widest) / width)), files })
  } catch {
    return refuse('image.unreadable', {}, 'body')
  }
}

async function metadata(image: Sharp) {
  try {
    return await image.metadata()
  } catch {
    return undefined
  }
}

const WHITE = '#ffffff'
const WRITERS: readonly (readonly [ImageFormat, (image: Sharp) => Sharp])[] = [
  ['avif', (image) => image.avif({ quality: 55, effort: 3 })],
  ['webp', (image) => image.webp({ quality: 78 })],
  // It knows no transparency.
  ['jpg', (image) => image.flatten({ background: WHITE }).jpeg({ quality: 80, mozjpeg: true })],
]
