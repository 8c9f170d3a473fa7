/** What a drawing takes from the styles of its page; a file stands alone, so each part carries it along. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'opacity',
  'display',
] as const
/** So many pixels of a picture stand for one of the drawing. */
const SHARPNESS = 2

/** The drawing as an SVG file of its own, on the paper of its page. */
export function svgOf(sheet: SVGSVGElement, size: Readonly<{ width: number; height: number }>): string {
  const copy = sheet.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('a copy of a drawing is a drawing')
  const parts = [...copy.querySelectorAll('*')]
  for (const [at, part] of [...sheet.querySelectorAll('*')].entries()) {
    const target = parts[at]
    if (!(target instanceof SVGElement)) continue
    const style = getComputedStyle(part)
    target.setAttribute('style', STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';'))
    for (const name of ['class', 'role', 'tabindex', 'id', 'data-key']) target.removeAttribute(name)
  }
  for (const name of ['style', 'class', 'role', 'aria-label', 'aria-orientation', 'aria-describedby'])
    copy.removeAttribute(name)
  copy.setAttribute('width', String(size.width))
  copy.setAttribute('height', String(size.height))
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  paper.setAttribute('width', '100%')
  paper.setAttribute('height', '100%')
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor)
  copy.prepend(paper)
  return new XMLSerializer().serializeToString(copy)
}

/** The drawing as a picture. */
export async function pngOf(svg: string, size: Readonly<{ width: number; height: number }>): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = size.width * SHARPNESS
    canvas.height = size.height * SHARPNESS
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
        'image/png',
      ),
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** Gives a file to whoever sits at the browser. */
export function giveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
