import type { CardProvider } from '../domain/card.ts'

/** Whoever takes cards for the company; nobody where none is configured. */
export type CardDeps = Readonly<{ cards?: CardProvider | undefined }>
