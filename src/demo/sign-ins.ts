/** A sign-in of the demonstration, printed at every start; never valid where NODE_ENV is production. */
export type DemonstrationSignIn = Readonly<{
  app: 'console' | 'office'
  who: string
  login: string
}>

/** The one password of all demonstration accounts. */
export const DEMONSTRATION_PASSWORD = 'demonstration'

export const demonstrationSignIns: readonly DemonstrationSignIn[] = [
  { app: 'console', who: 'administrator', login: 'admin@demo.test' },
  { app: 'office', who: 'a leader with a team', login: 'leader@demo.test' },
]
