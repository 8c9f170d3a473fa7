import type { PlatformDeps } from '#platform/module/deps.ts'
import type { PayFigures } from './ask-figures.ts'
import type { CloseStep } from './close-in-threads.ts'

/** What the pay pages need beside the platform: the threads of the figures. */
export type PayDeps = PlatformDeps & Readonly<{ payFigures: PayFigures }>

/** What closes need beside the platform: who does the steps that go through everybody's rows. */
export type CloseDeps = PlatformDeps & Readonly<{ closeStep: CloseStep }>
