import type { BrowserMonth } from './by-browser.ts'
export function statementsByBrowser(_month: () => BrowserMonth): void {}
