import { create } from 'qrcode'
import { useMemo } from 'react'
import { spoken } from '#kit/spoken.ts'

const QUIET = 2

/** A QR code drawn as one path, dark on white in both schemes so that every camera reads it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    let drawn = ''
    for (let row = 0; row < modules.size; row++) {
      for (let column = 0; column < modules.size; column++) {
        if (modules.get(row, column) === 1) drawn += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
      }
    }
    return { path: drawn, size: modules.size + QUIET * 2 }
  }, [text])
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" {...spoken(label)}>
      <path d={path} fill="#10241a" />
    </svg>
  )
}
