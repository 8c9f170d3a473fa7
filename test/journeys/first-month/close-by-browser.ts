import type { BrowserMonth } from './by-browser.ts'
export function closesByBrowser(_month: () => BrowserMonth): void {}
