/**
 * Numeric codes of people, products and orders, typed on telephones and written on paper: digits and one check digit
 * by H. M. Damm's quasigroup of order 10 ("Total anti-symmetrische Quasigruppen", 2004), which finds every single
 * wrong digit and every swap of neighbours.
 */

const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

function dammState(digits: string): number {
  let state = 0
  for (const digit of digits) state = Number(DAMM[state]?.[Number(digit)] ?? 0)
  return state
}

/** The code of a running number: at least `width` digits (zeros in front) and the check digit. */
export function codeOf(value: bigint, width: number): string {
  if (value < 0n) throw new Error('a code needs a number that is not negative')
  const digits = value.toString().padStart(width, '0')
  return digits + String(dammState(digits))
}

/** Whether the text is digits whose last one is the right check digit. */
export function isCode(text: string): boolean {
  return /^\d{2,}$/.test(text) && dammState(text) === 0
}

/** A code as somebody typed it, without the spaces, dots and dashes that make it readable; undefined when it is none. */
export function readCode(typed: string): string | undefined {
  const digits = typed.replaceAll(/[\s.-]/g, '')
  return isCode(digits) ? digits : undefined
}

/** A code in groups of three from the left, for reading aloud: "100 234 56". */
export function spellCode(code: string): string {
  return code.replaceAll(/(\d{3})(?=\d)/g, '$1 ')
}
