import { z } from 'zod'

/** What is known of a person's activity: in the open period, and in the last accepted one before it. */
export const ACTIVE_NOW = 1
export const ACTIVE_BEFORE = 2

/** Columns that may lie in shared memory. */
const sharable = {
  ints: z.custom<Int32Array>((value) => value instanceof Int32Array),
  floats: z.custom<Float64Array>((value) => value instanceof Float64Array),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
}

/** What figures stand on. */
export const figuresHead = z.object({
  /** The position in the feed that the figures stand on. */
  seq: z.bigint(),
  period: z.string(),
  /** The accepted period that the earlier activity is of; null where none is accepted, or it is not asked for. */
  before: z.string().nullable(),
  /** The ranks of the plan, the lowest first. */
  ladder: z.array(z.string()),
  /** Of which state of the period they are: as it goes on, as of an instant in it, or as it was accepted. */
  state: z.enum(['open', 'then', 'accepted']),
})
export type FiguresHead = z.infer<typeof figuresHead>

/**
 * What a plan says of people in the open period, handed on from where it is computed: of everybody, or of those of whom
 * something changed since the generation before. One row for each person; volumes are millionths, NaN where there is none.
 */
export const figuresPiece = figuresHead.extend({
  /** Who made the columns. The first piece of a maker tells of everybody. */
  maker: z.string(),
  /** Counts the pieces of a maker from 1; a piece follows the one before it. */
  generation: z.number(),
  isEverybody: z.boolean(),
  /** The person's number in the columns of the maker, and the id. */
  numbers: sharable.ints,
  ids: sharable.floats,
  /** 0 for no rank, else the place on the ladder from 1. */
  rank: sharable.bytes,
  own: sharable.floats,
  branch: sharable.floats,
  /** The bits `ACTIVE_NOW` and `ACTIVE_BEFORE`. */
  activity: sharable.bytes,
})
export type FiguresPiece = z.infer<typeof figuresPiece>

/** Which piece somebody has last; undefined where none. */
export const figuresHeld = z.object({ maker: z.string(), generation: z.number() }).optional()
export type FiguresHeld = z.infer<typeof figuresHeld>
