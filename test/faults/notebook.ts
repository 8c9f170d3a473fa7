import { appendFileSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** An order as a client asks for it; the same key may be sent again with the same body only. */
const asked = z.object({ key: z.string(), path: z.string(), body: z.unknown() })
export type Asked = Readonly<z.output<typeof asked>>

/** What the client was told: the order's number and its total. */
const acknowledged = z.object({ key: z.string(), order: z.string(), totalMinor: z.string() })
export type Acknowledged = Readonly<z.output<typeof acknowledged>>

const line = z.union([z.object({ asked }), z.object({ acknowledged })])

/** What a client writes down outside of the program: each key before it is sent, each acknowledgement once it is in. */
export type Notebook = Readonly<{
  ask: (order: Asked) => void
  acknowledge: (order: Acknowledged) => void
  /** Everything in the file, in the order in which it was written. */
  read: () => Readonly<{ asked: readonly Asked[]; acknowledged: readonly Acknowledged[] }>
}>

/** A file with a line of JSON for each event, written at once. */
export function openNotebook(path: string): Notebook {
  const write = (event: z.output<typeof line>): void => appendFileSync(path, `${JSON.stringify(event)}\n`)
  return {
    ask: (order) => write({ asked: order }),
    acknowledge: (order) => write({ acknowledged: order }),
    read: () => {
      const events = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((text) => line.parse(JSON.parse(text)))
      return {
        asked: events.flatMap((event) => ('asked' in event ? [event.asked] : [])),
        acknowledged: events.flatMap((event) => ('acknowledged' in event ? [event.acknowledged] : [])),
      }
    },
  }
}
