/** Wakes a loop that rests: a ring during its work is kept, so that nothing is slept through. */
export type Bell = Readonly<{
  ring: () => void
  /** Resolves at the next ring (at once when it rang since the last rest), or after the time. */
  rest: (timeoutMs: number) => Promise<void>
}>

export function makeBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    rest: async (timeoutMs) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      wake = undefined
      rung = false
    },
  }
}
