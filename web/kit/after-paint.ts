import { startTransition, useEffect, useState } from 'react'

/**
 * Whether what a page is about has been painted once: from then on comes what stands around it, so that a slow phone shows the one
 * without making the other first.
 */
export function useAfterPaint(isThere: boolean): boolean {
  const [isPainted, setPainted] = useState(false)
  useEffect(() => {
    if (!isThere || isPainted) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    // A task that is begun in a frame runs when that was painted.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted(true)))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [isThere, isPainted])
  return isPainted
}
