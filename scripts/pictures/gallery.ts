export type Picture = Readonly<{
  app: string
  name: string
  path: string
  width: number
  scheme: 'light' | 'dark'
  file: string
  problems: readonly string[]
}>

/** A page to look through all pictures, with what is wrong beside each. */
export function galleryPage(pictures: readonly Picture[], missing: readonly string[]): string {
  const groups = Map.groupBy(pictures, ({ app, path }) => `${app} /${path}`)
  const sections = [...groups].map(
    ([title, group]) =>
      `<section><h2>${escape(title)}</h2><div>${group.map(figure).join('')}</div></section>`,
  )
  const left = missing.map((sentence) => `<li>${escape(sentence)}</li>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Openfield: pictures</title><style>
body{font:15px/1.5 system-ui;margin:24px;background:#eee;color:#111}
div{display:flex;gap:16px;overflow-x:auto;align-items:flex-start}
figure{margin:0;flex:none}img{width:320px;border:1px solid #bbb;background:#fff}.wide img{width:640px}
figcaption{max-width:640px}.bad{color:#a00}</style>
<h1>${pictures.length} pictures</h1>${left === '' ? '' : `<ul class="bad">${left}</ul>`}${sections.join('\n')}</html>`
}

function figure(picture: Picture): string {
  const problems = picture.problems
    .map((problem) => `<br><span class="bad">${escape(problem)}</span>`)
    .join('')
  const wide = picture.width > 600 ? ' class="wide"' : ''
  const file = escape(picture.file)
  return `<figure${wide}><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${picture.width} ${picture.scheme}${problems}</figcaption></figure>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
