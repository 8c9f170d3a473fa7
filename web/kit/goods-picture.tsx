import { imageAddress, IMAGE_FORMATS, widthsOf, type ImageFolder, type ImageFormat } from '#shared/image.ts'
import { ProductArt } from './art/product-art.tsx'

export type ShownImage = Readonly<{ hash: string; width: number; height: number; alt: string }>

const TYPES: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
}
/** The file for browsers that choose none: wide enough for a card. */
const PLAIN_WIDTH = 480

/** A photograph in the smallest format that the browser knows, as wide as it needs it. */
export function Photo({
  image,
  sizes,
  alt,
  isFirst = false,
  folder = 'images',
}: {
  image: Omit<ShownImage, 'alt'> & Partial<Pick<ShownImage, 'alt'>>
  /** How wide it is shown, as `sizes` of HTML has it: `(min-width: 960px) 280px, 45vw`. */
  sizes: string
  /** Empty where a text beside it says what it is. */
  alt: string
  /** Seen without scrolling, so that it is not waited with. */
  isFirst?: boolean
  folder?: ImageFolder
}) {
  const { hash, width, height } = image
  const widths = widthsOf(width)
  const sources = (format: ImageFormat): string =>
    widths.map((one) => `${imageAddress(hash, one, format, folder)} ${one}w`).join(', ')
  const plain = widths.find((one) => one >= PLAIN_WIDTH) ?? width
  return (
    <picture className="photo">
      {IMAGE_FORMATS.filter((format) => format !== 'jpg').map((format) => (
        <source key={format} type={TYPES[format]} srcSet={sources(format)} sizes={sizes} />
      ))}
      <img
        src={imageAddress(hash, plain, 'jpg', folder)}
        srcSet={sources('jpg')}
        sizes={sizes}
        width={width}
        height={height}
        alt={alt}
        loading={isFirst ? 'eager' : 'lazy'}
        decoding="async"
        {...(isFirst ? { fetchPriority: 'high' as const } : {})}
      />
    </picture>
  )
}

/** The picture of a product: its first photograph, or the drawing of its kind. */
export function GoodsPicture({
  product,
  sizes,
  alt,
  isFirst = false,
}: {
  product: Readonly<{ name: string; category: string; art: string; image: ShownImage | null }>
  sizes: string
  /** Spoken name; without it the picture is decoration beside a text that already says it. */
  alt?: string
  isFirst?: boolean
}) {
  const { image, name, category, art } = product
  if (!image)
    return <ProductArt name={name} category={category} art={art} {...(alt === undefined ? {} : { alt })} />
  // What somebody wrote of it says more than the name.
  const said = alt === undefined || image.alt === '' ? (alt ?? '') : image.alt
  return <Photo image={image} sizes={sizes} alt={said} isFirst={isFirst} />
}
