/** Codes are typed in any case, with blanks around. */
export function couponCode(typed: string): string {
  return typed.trim().toUpperCase()
}
