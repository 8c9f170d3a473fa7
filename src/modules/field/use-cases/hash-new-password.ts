import { hashPassword, passwordProblem } from '#modules/identity/api.ts'
import { ok, type Result } from '#shared/refusal.ts'

/** The hash of a password that is good enough for the address it will sign in with; refused as identity says. */
export async function hashNewPassword(password: string, email: string): Promise<Result<string>> {
  const problem = passwordProblem(password, email.toLowerCase())
  return problem ? { ok: false, refusal: problem } : ok(await hashPassword(password))
}
