/**
 * The shapes that all contracts share, and the frame of an endpoint. This is the one file of `shared` that knows zod,
 * because a contract (which web and server both read) may import nothing but zod and `shared`.
 *
 * Every value that JSON cannot carry is a codec: text on the wire, the exact value in the program.
 */
import { z } from 'zod'
import { isCurrency } from './money.ts'
import { PAGE_ROWS_MAX } from './page.ts'

/** An integer of any size as decimal text. */
export const integer = z.codec(z.string().regex(/^-?\d{1,30}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
})

/** A small whole number in a query string or a form. */
export const smallNumber = z.codec(z.string().regex(/^\d{1,9}$/), z.int(), {
  decode: (text) => Number(text),
  encode: (value) => value.toString(),
})

export const currency = z.string().length(3).refine(isCurrency).meta({ description: 'ISO 4217 code' })

/** An amount in minor units of its currency: `{ "minor": "1230", "currency": "EUR" }` is 12.30 EUR. */
export const money = z.object({ minor: integer, currency })

/** A volume in millionths: `"12500000"` is 12.5. */
export const volume = integer.meta({ description: 'volume in millionths' })

/** A moment as ISO 8601 text in UTC, epoch milliseconds in the program. */
export const instant = z.codec(z.iso.datetime(), z.number(), {
  decode: (text) => Date.parse(text),
  encode: (value) => new Date(value).toISOString(),
})

/** A calendar day, `2026-10-31`. */
export const day = z.iso.date()

/** A month of a period calendar, `2026-10`. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** An outside id: the kind's three letters and thirteen characters, `ord_0r2k…`. It says nothing about order or count. */
export function opaqueId(kind: string) {
  return z.string().regex(new RegExp(`^${kind}_[0-9a-f][0-9a-hjkmnp-tv-z]{12}$`))
}

/** Which rows of a list: pages count from 1. */
export const pageQuery = z.object({
  page: smallNumber.optional(),
  rows: smallNumber.optional(),
  sort: z.string().max(40).optional(),
  search: z.string().max(100).optional(),
})

/** Offset and limit of a page query, held within the named limit. */
export function pageWindow(query: { page?: number | undefined; rows?: number | undefined }): {
  limit: number
  offset: number
} {
  const limit = Math.min(Math.max(query.rows ?? 25, 1), PAGE_ROWS_MAX)
  return { limit, offset: (Math.max(query.page ?? 1, 1) - 1) * limit }
}

/** A page of rows with the number of rows in all. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ rows: z.array(row), total: z.int() })
}

/** A picture as pages show it: its address is made of the hash; `alt` is empty where its product's name says enough. */
export const imageHash = z.string().regex(/^[0-9a-f]{64}$/)
export const imageShown = z.object({ hash: imageHash, width: z.int(), height: z.int(), alt: z.string() })

/** The body of an upload: the bytes of a file as they are. */
export const fileBytes = z.instanceof(Uint8Array)

export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  field: z.string().optional(),
  requestId: z.string(),
})

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One call of the API as both sides know it. `path` lies below `/api/v1` and names its parameters as `:name`.
 * Without `response` the call answers 204; `produces` marks an answer that is not JSON, and `upload` a body that is the bytes of a
 * file (`fileBytes`), read only once the caller may call.
 */
export type Endpoint = Readonly<{
  method: Method
  path: `/${string}`
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  response?: z.ZodType
  status?: 200 | 201 | 202
  produces?: string
  upload?: Readonly<{
    mostBytes: number
    /** The bytes are what another program signed: JSON as it sent it, with its signature in the header named here. */
    signedBy?: string
  }>
  example?: Readonly<{ params?: unknown; query?: unknown; body?: unknown; response?: unknown }>
}>

type WireOf<S> = S extends z.ZodType ? z.input<S> : undefined

/** The bytes of a file are shown by nothing that a page could print. */
type ExampleParts<E> = 'params' | 'query' | 'response' | (E extends { upload: unknown } ? never : 'body')

type ExampleOf<E> = Readonly<{
  [K in Extract<keyof E, ExampleParts<E>>]: WireOf<E[K]>
}>

/** The type of a part inside the program; undefined when the endpoint has no such part. */
export type Inside<
  E extends Endpoint,
  Part extends 'params' | 'query' | 'body' | 'response',
> = E[Part] extends z.ZodType ? z.output<E[Part]> : undefined

/** Declares an endpoint; its example is written as on the wire and is checked against the shapes. */
export function endpoint<const E extends Endpoint>(shape: E & { readonly example?: ExampleOf<E> }): E {
  return shape
}

/** What whoever decides says beside it. */
export const decisionNote = z.object({ note: z.string().trim().max(1000) })

/**
 * A call by which something that was asked for is decided: a second person approves or rejects it, or who asked takes it back.
 * `path` and `params` name what was asked for.
 */
export function decides<
  const Path extends `/${string}`,
  Params extends z.ZodType,
  const How extends 'approved' | 'rejected' | 'withdrawn',
>(of: Readonly<{ path: Path; params: Params; example: z.input<Params> }>, how: How) {
  return {
    method: 'PUT',
    path: `${of.path}/${how}`,
    params: of.params,
    body: decisionNote,
    example: { params: of.example, body: { note: '' } },
  } as const
}
