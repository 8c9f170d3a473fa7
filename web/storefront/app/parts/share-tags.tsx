import { useContext } from 'react'
import { imageAddress, type ImageFolder } from '#shared/image.ts'
import type { ShownImage } from '#kit/goods-picture.tsx'
import { SiteOrigin } from '../page-context.ts'
import type { Frame } from '../shop.ts'

const PREVIEW_WIDTH = 960

/**
 * What networks show of a page that is shared, and under which address search engines know it. A page that stands in the name of
 * several distributors is one for search engines, and each distributor's own where it is shared.
 */
export function ShareTags({
  frame,
  title,
  description,
  path,
  canonical,
  image = null,
  folder = 'images',
  type = 'website',
}: {
  frame: Frame
  title: string
  description: string
  /** The page's own path, and the one by which search engines know it. */
  path: string
  canonical: string
  image?: ShownImage | null
  folder?: ImageFolder
  type?: 'website' | 'product'
}) {
  const origin = useContext(SiteOrigin)
  const picture = image
    ? imageAddress(image.hash, Math.min(image.width, PREVIEW_WIDTH), 'jpg', folder)
    : '/icons/icon-512.png'
  const tags = {
    'og:type': type,
    'og:site_name': frame.company.name,
    'og:title': title,
    'og:description': description,
    'og:url': origin + path + frame.marketQuery,
    'og:image': origin + picture,
  }
  return (
    <>
      <link rel="canonical" href={origin + canonical + frame.marketQuery} />
      <meta name="description" content={description} />
      {Object.entries(tags).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
    </>
  )
}
