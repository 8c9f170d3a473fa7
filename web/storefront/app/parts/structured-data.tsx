/** Facts of a page for search engines, in the words of schema.org. Nothing in them can end the element that holds them. */
export function StructuredData({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const text = JSON.stringify({ '@context': 'https://schema.org', ...facts }).replaceAll(
    '<',
    String.raw`\u003c`,
  )
  // The sign that could end the element is written otherwise.
  // oxlint-disable-next-line react/no-danger
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: text }} />
}
