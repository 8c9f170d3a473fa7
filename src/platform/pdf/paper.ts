import { createRequire } from 'node:module'
import { openSync, type Font } from 'fontkit'
import PdfKit from 'pdfkit'

/** A4 in points, with its margins. */
export const PAGE = { width: 595.28, height: 841.89, left: 56, right: 539.28, bottom: 776 } as const

export type Ink = 'ink' | 'soft' | 'leaf' | 'clay'
const INKS: Readonly<Record<Ink, string>> = {
  ink: '#1a1f1c',
  soft: '#5d665f',
  leaf: '#14532d',
  clay: '#a33f22',
}

export type TextStyle = Readonly<{
  x: number
  y: number
  width: number
  size?: number
  bold?: boolean
  ink?: Ink
  right?: boolean
}>

/** A document that is drawn page by page. The same drawing gives the same bytes. */
export type Paper = Readonly<{
  text: (words: string, style: TextStyle) => void
  heightOf: (words: string, style: Pick<TextStyle, 'width' | 'size' | 'bold'>) => number
  rule: (y: number, firm?: boolean) => void
  nextPage: () => void
  /** Draws on every page, which knows its number and how many there are. */
  onEveryPage: (draw: (page: number, pages: number) => void) => void
  finish: () => Promise<Buffer>
}>

const fontOf = (file: string): string =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${file}`)
/** Read when the first document is drawn and kept: what a font says of letters is read anew by each that does not share it. */
let known: Readonly<Record<'plain' | 'bold', Font>> | undefined
const fonts = () =>
  (known ??= {
    plain: sharedFont('400Regular/Inter_400Regular.ttf'),
    bold: sharedFont('600SemiBold/Inter_600SemiBold.ttf'),
  })

/**
 * A font for many documents. A sign is remembered with the letters for which it was first drawn, by whichever document: parts of
 * letters stand for none, and one sign is a letter of two alphabets. So each drawing says anew which letters it is, as they are what
 * readers and searches find in the document.
 */
function sharedFont(file: string): Font {
  const font = openSync(fontOf(file))
  const signOf = font.getGlyph.bind(font)
  font.getGlyph = (id, letters) => {
    const sign = signOf(id, letters)
    if (letters !== undefined && letters.length > 0) sign.codePoints = letters
    return sign
  }
  return font
}
const USUAL_SIZE = 9

/** Begins a document; `at` is the moment that it says it was made at. */
export function openPaper(about: Readonly<{ title: string; language: string; at: Date }>): Paper {
  const { title, language, at } = about
  const pdf = new PdfKit({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, CreationDate: at, ModDate: at, Producer: 'Openfield', Creator: 'Openfield' },
  })
  for (const [name, font] of Object.entries(fonts())) pdf.registerFont(name, font)
  const parts: Buffer[] = []
  pdf.on('data', (part: Buffer) => parts.push(part))
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
  const set = ({ size = USUAL_SIZE, bold = false }: Readonly<{ size?: number; bold?: boolean }>) =>
    pdf.font(bold ? 'bold' : 'plain').fontSize(size)
  return {
    text: (words, style) => {
      const { x, y, width, ink = 'ink', right = false } = style
      set(style)
        .fillColor(INKS[ink])
        .text(words, x, y, { width, align: right ? 'right' : 'left', lineGap: 1.5 })
    },
    heightOf: (words, style) => set(style).heightOfString(words, { width: style.width, lineGap: 1.5 }),
    rule: (y, firm = false) => {
      pdf
        .moveTo(PAGE.left, y)
        .lineTo(PAGE.right, y)
        .lineWidth(firm ? 0.9 : 0.5)
        .strokeColor(firm ? '#14532d' : '#e4e0d6')
        .stroke()
    },
    nextPage: () => {
      pdf.addPage()
    },
    onEveryPage: (draw) => {
      const { start, count } = pdf.bufferedPageRange()
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(start + page)
        draw(page + 1, count)
      }
    },
    finish: () => {
      pdf.end()
      return done
    },
  }
}
