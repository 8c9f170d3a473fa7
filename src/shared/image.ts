/** In which formats an image is served, the smallest first; every browser shows the last. */
export const IMAGE_FORMATS = ['avif', 'webp', 'jpg'] as const
export type ImageFormat = (typeof IMAGE_FORMATS)[number]

/** In which widths, in pixels; never wider than what was sent. */
export const IMAGE_WIDTHS = [240, 480, 960, 1600] as const

/** The widths that there are of an image whose widest is so wide. */
export function widthsOf(widest: number): readonly number[] {
  const smaller = IMAGE_WIDTHS.filter((width) => width < widest)
  return [...smaller, widest]
}

/** Where images lie: those of goods, and photos of shops. */
export type ImageFolder = 'images' | 'shop-photos'

/** The address of one file of an image below the origin. What lies there never changes. */
export function imageAddress(
  hash: string,
  width: number,
  format: ImageFormat,
  folder: ImageFolder = 'images',
): string {
  return `/api/v1/${folder}/${hash}/${width}.${format}`
}
