/** The three kinds of account. Each realm has its own sign-in, its own cookie and its own app. */
export const REALMS = ['staff', 'distributor', 'customer'] as const

export type Realm = (typeof REALMS)[number]
