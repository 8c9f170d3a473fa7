/** Values that a refusal's sentence needs; money and volumes are integers, never floats. */
export type RefusalParams = Readonly<Record<string, string | number | bigint>>

/**
 * An expected "no": a code from the message catalogue, its parameters, and the field that it is about.
 * The sentence is made where it is shown, in the viewer's language.
 */
export type Refusal = Readonly<{
  kind: 'refusal'
  code: string
  params: RefusalParams
  field?: string
}>

export type Result<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; refusal: Refusal }>

export function refusal(code: string, params: RefusalParams = {}, field?: string): Refusal {
  return field === undefined ? { kind: 'refusal', code, params } : { kind: 'refusal', code, params, field }
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refuse(code: string, params: RefusalParams = {}, field?: string): Result<never> {
  return { ok: false, refusal: refusal(code, params, field) }
}
