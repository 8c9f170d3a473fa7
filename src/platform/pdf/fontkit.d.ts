/** Of the package that pdfkit reads fonts with, what is used here; it has no types. */
declare module 'fontkit' {
  type Sign = { codePoints: readonly number[] }
  /** A font that pdfkit takes as a source of one. */
  export type Font = Uint8Array & { getGlyph: (id: number, letters?: readonly number[]) => Sign }
  export function openSync(path: string): Font
}
