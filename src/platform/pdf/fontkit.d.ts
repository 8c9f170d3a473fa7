/** Of the package that pdfkit reads fonts with, what is used here; it has no types. */
declare module 'fontkit' {
  /** A font that pdfkit takes as a source of one. */
  export function openSync(path: string): Uint8Array
}
