// The shop is not hydrated: no page loads this. The build wants an entry for the browser, so here is a small one.
export const hydrated = false
