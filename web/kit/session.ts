import { useQueryClient } from '@tanstack/react-query'
import { showSession, signOut } from '#modules/identity/contract.ts'
import { useAnswer, useApi } from './answers.tsx'

/** Who is signed in to this app; a 401 leads to sign-in. */
export function useSession() {
  return useAnswer(showSession, {})
}

/** Ends the session and forgets every answer, so that the next person on this device sees nothing of it. */
export function useSignOut(signInPath: string): () => void {
  const api = useApi()
  const client = useQueryClient()
  return () => {
    void api(signOut, {}).finally(() => {
      client.clear()
      window.location.assign(signInPath)
    })
  }
}

/** Whether a right is among those that the account has somewhere; `*` stands for all. */
export function mayDo(session: Readonly<{ rights: readonly string[] }> | undefined, right: string): boolean {
  return session !== undefined && (session.rights.includes(right) || session.rights.includes('*'))
}
