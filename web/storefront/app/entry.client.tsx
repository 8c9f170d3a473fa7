// The shop is not hydrated: this is all the script that a page loads. Each island takes a piece of markup that works
// without it, and is itself loaded only where that piece is.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island=suggest]')) {
  // What cannot be loaded leaves the form as it was.
  void import('./islands/suggest.ts').then(({ suggest }) => suggest(form)).catch(() => undefined)
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island=pay-card]')) {
  void import('./islands/pay-card.ts').then(({ payCard }) => payCard(form)).catch(() => undefined)
}

// For the page that is shown without a line; a browser that will not keep it shows its own.
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => undefined)
