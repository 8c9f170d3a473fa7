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
  { app: 'console', who: 'a second administrator, who accepts a close', login: 'second@demo.test' },
  { app: 'console', who: 'a clerk without pay', login: 'clerk@demo.test' },
  { app: 'office', who: 'a leader with a team', login: 'leader@demo.test' },
  { app: 'office', who: 'a small distributor', login: 'small@demo.test' },
]

/** Staff of the demonstration: what they are called and their role. */
export const demonstrationStaff = [
  { login: 'admin@demo.test', name: 'Nora Whelan', role: 'administrator' },
  { login: 'second@demo.test', name: 'Declan Roche', role: 'administrator' },
  { login: 'clerk@demo.test', name: 'Marta Zielińska', role: 'desk' },
] as const
