export type Box = Readonly<{ left: number; top: number; right: number; bottom: number }>
type Size = Readonly<{ width: number; height: number }>
type Point = Readonly<{ x: number; y: number }>

const [CLOSEST, FARTHEST] = [2, 0.2]
/** At first nothing is smaller than this: on a narrow screen a mark must stay large enough for a finger. */
const FIRST_LEAST = { narrow: 0.92, wide: 0.7 } as const
const NARROW_PX = 700
/** A finger that moved less than this has pressed and not drawn. */
const PRESSED_MOST_PX = 6
const EDGE_PX = 16

/**
 * Moves a drawing within its frame by transform alone, so that nothing is drawn anew while somebody pans or zooms: a finger or the
 * mouse draws it along, two fingers or the wheel with Ctrl zoom. `stop` takes it all back.
 */
export type Camera = Readonly<{
  /** The drawing has another size now. */
  resize: (size: Size) => void
  /** The whole drawing, as large as it can be; at first no smaller than is easy to press, with the foot's middle in sight. */
  fit: (isFirst?: boolean) => void
  zoom: (by: number) => void
  /** Shows a part of the drawing with the least movement. */
  show: (box: Box, isSmooth: boolean) => void
  /** What stood at one point of the drawing stands at another now, and stays where it is seen. */
  keep: (was: Point, is: Point) => void
  stop: () => void
}>

/** Begins with a drawing inside a frame. */
export function openCamera(frame: HTMLElement, sheet: SVGElement): Camera {
  let size: Size = { width: 1, height: 1 }
  const at = { x: 0, y: 0, zoom: 1 }
  const apply = (isSmooth: boolean): void => {
    const [width, height] = [size.width * at.zoom, size.height * at.zoom]
    at.x = within(at.x, frame.clientWidth - width)
    at.y = within(at.y, frame.clientHeight - height)
    sheet.classList.toggle('grove__sheet--smooth', isSmooth)
    sheet.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.zoom})`
    // A drawing that is no higher than its frame leaves a finger's way up and down to the page.
    frame.style.touchAction = height <= frame.clientHeight ? 'pan-y' : 'none'
  }
  const move = (by: Point): void => {
    at.x += by.x
    at.y += by.y
    apply(false)
  }
  const zoomAt = (by: number, point: Point, isSmooth: boolean): void => {
    const zoom = Math.min(CLOSEST, Math.max(FARTHEST, at.zoom * by))
    at.x = point.x - ((point.x - at.x) * zoom) / at.zoom
    at.y = point.y - ((point.y - at.y) * zoom) / at.zoom
    at.zoom = zoom
    apply(isSmooth)
  }
  // A frame that grows or shrinks, as a phone is turned, keeps what it shows at its foot.
  let shape = { width: frame.clientWidth, height: frame.clientHeight }
  const watched = new ResizeObserver(() => {
    at.x += (frame.clientWidth - shape.width) / 2
    at.y += frame.clientHeight - shape.height
    shape = { width: frame.clientWidth, height: frame.clientHeight }
    apply(false)
  })
  watched.observe(frame)
  const unfollow = follow(frame, { move, zoomAt: (by, point) => zoomAt(by, point, false) })
  return {
    resize: (next) => {
      size = next
      sheet.style.width = `${size.width}px`
      sheet.style.height = `${size.height}px`
    },
    fit: (isFirst = false) => {
      const whole = Math.min(frame.clientWidth / size.width, frame.clientHeight / size.height, 1.15)
      const first = frame.clientWidth < NARROW_PX ? FIRST_LEAST.narrow : FIRST_LEAST.wide
      at.zoom = Math.max(whole, isFirst ? first : FARTHEST)
      at.x = (frame.clientWidth - size.width * at.zoom) / 2
      at.y = frame.clientHeight - size.height * at.zoom
      apply(!isFirst)
    },
    zoom: (by) => zoomAt(by, { x: frame.clientWidth / 2, y: frame.clientHeight / 2 }, true),
    show: (box, isSmooth) => {
      const near = (from: number, to: number, room: number): number => {
        const edge = Math.min(EDGE_PX, Math.max(0, (room - (to - from)) / 2))
        if (to - from > room || from < edge) return edge - from
        return to > room - edge ? room - edge - to : 0
      }
      at.x += near(at.x + box.left * at.zoom, at.x + box.right * at.zoom, frame.clientWidth)
      at.y += near(at.y + box.top * at.zoom, at.y + box.bottom * at.zoom, frame.clientHeight)
      apply(isSmooth)
    },
    keep: (was, is) => {
      at.x += (was.x - is.x) * at.zoom
      at.y += (was.y - is.y) * at.zoom
      apply(false)
    },
    stop: () => {
      watched.disconnect()
      unfollow()
    },
  }
}

/** Between the edges: a drawing that is smaller than its frame stays inside, a larger one covers it. */
function within(at: number, room: number): number {
  return Math.min(Math.max(at, Math.min(0, room)), Math.max(0, room))
}

type Moves = Readonly<{ move: (by: Point) => void; zoomAt: (by: number, point: Point) => void }>

/** Follows fingers, mouse and wheel on a frame until the function that it gives is called. */
function follow(frame: HTMLElement, { move, zoomAt }: Moves): () => void {
  const fingers = new Map<number, Point>()
  let begun: Point | undefined
  const inFrame = (point: Point): Point => {
    const { left, top } = frame.getBoundingClientRect()
    return { x: point.x - left, y: point.y - top }
  }
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    begun = fingers.size === 1 ? { x: event.clientX, y: event.clientY } : undefined
  }
  const moved = (event: PointerEvent): void => {
    const was = fingers.get(event.pointerId)
    if (!was) return
    const is = { x: event.clientX, y: event.clientY }
    if (begun && Math.hypot(is.x - begun.x, is.y - begun.y) < PRESSED_MOST_PX) return
    // From here on it is no press any more: the frame takes what follows, and no mark is pressed at the end.
    if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId)
    begun = undefined
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point)
    fingers.set(event.pointerId, is)
    if (!other) return move({ x: is.x - was.x, y: is.y - was.y })
    const by =
      Math.hypot(is.x - other.x, is.y - other.y) / Math.max(1, Math.hypot(was.x - other.x, was.y - other.y))
    zoomAt(by, inFrame({ x: (is.x + other.x) / 2, y: (is.y + other.y) / 2 }))
  }
  const up = (event: PointerEvent): void => void fingers.delete(event.pointerId)
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    zoomAt(Math.exp(-event.deltaY / 300), inFrame({ x: event.clientX, y: event.clientY }))
  }
  const listening = new AbortController()
  const { signal } = listening
  frame.addEventListener('pointerdown', down, { signal })
  frame.addEventListener('pointermove', moved, { signal })
  frame.addEventListener('pointerup', up, { signal })
  frame.addEventListener('pointercancel', up, { signal })
  frame.addEventListener('wheel', wheel, { signal, passive: false })
  return () => listening.abort()
}
