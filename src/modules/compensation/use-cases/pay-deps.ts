import type { PlatformDeps } from '#platform/module/deps.ts'
import type { PayFigures } from './ask-figures.ts'

/** What the pay pages need beside the platform: the figures' thread. */
export type PayDeps = PlatformDeps & Readonly<{ payFigures: PayFigures }>
