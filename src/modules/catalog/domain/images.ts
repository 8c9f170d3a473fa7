import type { ImageFormat } from '#shared/image.ts'
import type { Result } from '#shared/refusal.ts'
import { textIn } from './price-book.ts'

/** A picture of a product, known by the hash of its files, with what is said of it by language. */
export type ProductImage = Readonly<{
  hash: string
  /** Of the largest file, in pixels. */
  width: number
  height: number
  alt: Readonly<Record<string, string>>
}>

/** A picture made ready: turned upright, without anything that tells where it was taken, in all widths and formats. */
export type PreparedImage = Readonly<{
  width: number
  height: number
  files: readonly Readonly<{ format: ImageFormat; width: number; bytes: Uint8Array }>[]
}>

/**
 * Makes the bytes of a file ready to be shown. Refused as `image.unreadable`, `image.type`, `image.small` or
 * `image.pixels`, by what the bytes are and not by what they are called.
 */
export type PrepareImage = (bytes: Uint8Array) => Promise<Result<PreparedImage>>

/** How many pictures a product has at most. */
export const IMAGES_MAX = 12

/** A picture as contracts show it, in the first of the languages that something is said in; otherwise it is spoken of by its product. */
export function shownImage(image: ProductImage, ...languages: readonly (string | undefined)[]) {
  const { hash, width, height, alt } = image
  const said = Object.keys(alt).length === 0 ? '' : textIn(alt, ...languages)
  return { hash, width, height, alt: said }
}

/** The first picture of a product, or null where it has none. */
export function firstImage(
  { images }: Readonly<{ images?: readonly ProductImage[] | undefined }>,
  ...languages: readonly (string | undefined)[]
) {
  const [first] = images ?? []
  return first ? shownImage(first, ...languages) : null
}

type Described = Readonly<{ hash: string; alt: Readonly<Record<string, string>> }>

/** Whether pictures are the same ones in the same order, with the same words. */
export function isSameImages(left: readonly Described[], right: readonly Described[]): boolean {
  const text = (images: readonly Described[]): string =>
    JSON.stringify(
      images.map(({ hash, alt }) => [hash, Object.entries(alt).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
    )
  return text(left) === text(right)
}
