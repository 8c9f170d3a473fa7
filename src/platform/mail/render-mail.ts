import { unreachable } from '#shared/unreachable.ts'
import { SECRET_MARK, type MailBlock, type MailContent } from './mail-content.ts'

/** For whom a mail is shown: where its links lead, and what stands for the secret in them (null where it is not shown). */
export type MailSite = Readonly<{ siteUrl: string; secret: string | null; language: string }>

type Goods = Extract<MailBlock, { what: 'goods' }>

/** A mail as plain text. */
export function mailText(content: MailContent, site: MailSite): string {
  const title = [content.title, '='.repeat(Math.min(content.title.length, 72))].join('\n')
  const blocks = content.blocks.map((block) => textOf(block, site))
  return `${[title, ...blocks, `--\n${content.closing}\n${content.sender}`].join('\n\n')}\n`
}

function textOf(block: MailBlock, site: MailSite): string {
  switch (block.what) {
    case 'text':
    case 'small':
      return block.text
    case 'button':
      return `${block.label}:\n${linkOf(block.path, site)}`
    case 'facts':
      return block.rows.map(({ name, value }) => `${name}: ${value.split('\n').join('\n    ')}`).join('\n')
    case 'goods':
      return goodsText(block)
    default:
      return unreachable(block)
  }
}

function goodsText({ rows, sums }: Goods): string {
  const width = Math.max(...[...rows, ...sums].map(({ amount }) => amount.length), 0)
  const goods = rows.map(
    ({ name, note, amount }) => `${amount.padStart(width)}   ${name}${note === '' ? '' : ` (${note})`}`,
  )
  const below = sums.map(({ name, amount }) => `${amount.padStart(width)}   ${name}`)
  return [...goods, '-'.repeat(width + 3), ...below].join('\n')
}

function linkOf(path: string, { siteUrl, secret }: MailSite): string {
  return `${siteUrl}${path.replaceAll(SECRET_MARK, secret ?? '…')}`
}

const FONT = "'Inter Variable',Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const SERIF = "'Fraunces Variable',Fraunces,Georgia,'Times New Roman',serif"
const INK = '#1a1f1c'
const SOFT = '#5d665f'
const LEAF = '#14532d'
const PAPER = '#fbfaf7'
const LINE = '#e4e0d6'

/** Programs that read mail know tables and styles at the place; what is asked of the reader's scheme only adds to that. */
const DARK = `@media (prefers-color-scheme: dark) {
  .of-page, .of-card { background: #14181a !important }
  .of-ink { color: #ecebe6 !important }
  .of-soft { color: #a9b1ab !important }
  .of-leaf { color: #7cc99a !important }
  .of-line { border-color: #2b3230 !important }
  .of-button { background: #22a05b !important; color: #08130c !important }
}`

/** A mail as a page of HTML that needs nothing from elsewhere. */
export function mailHtml(content: MailContent, site: MailSite): string {
  const first = content.blocks.find(({ what }) => what === 'text')
  const preview = first?.what === 'text' ? first.text : content.title
  const blocks = content.blocks.map((block) => htmlOf(block, site)).join('\n')
  return `<!doctype html>
<html lang="${escape(site.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(content.title)}</title>
<style>${DARK}</style>
</head>
<body class="of-page" style="margin:0;background:${PAPER}">
<div style="display:none;max-height:0;overflow:hidden">${escape(preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="of-page" style="background:${PAPER}">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="of-card" style="max-width:560px;font-family:${FONT};font-size:16px;line-height:1.55;text-align:left">
<tr><td class="of-leaf of-line" style="padding:0 0 16px;border-bottom:1px solid ${LINE};color:${LEAF};font-weight:600">${escape(content.sender)}</td></tr>
<tr><td style="padding:28px 0 8px"><h1 class="of-ink" style="margin:0;font-family:${SERIF};font-size:28px;line-height:1.25;font-weight:500;color:${INK}">${escape(content.title)}</h1></td></tr>
${blocks}
<tr><td class="of-soft of-line" style="padding:20px 0 0;border-top:1px solid ${LINE};font-size:14px;color:${SOFT}">${lines(content.closing)}<br>${escape(content.sender)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function htmlOf(block: MailBlock, site: MailSite): string {
  switch (block.what) {
    case 'text':
      return row(`<p class="of-ink" style="margin:0;color:${INK}">${lines(block.text)}</p>`)
    case 'small':
      return row(`<p class="of-soft" style="margin:0;font-size:14px;color:${SOFT}">${lines(block.text)}</p>`)
    case 'button':
      return row(
        `<a class="of-button" href="${escape(linkOf(block.path, site))}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:${LEAF};color:#ffffff;font-weight:600;text-decoration:none">${escape(block.label)}</a>`,
      )
    case 'facts':
      return row(table(block.rows.map(({ name, value }) => factHtml(escape(name), lines(value))).join('')))
    case 'goods':
      return row(goodsHtml(block))
    default:
      return unreachable(block)
  }
}

function goodsHtml({ rows, sums }: Goods): string {
  const goods = rows.map(({ name, note, amount }) => {
    const below =
      note === '' ? '' : `<div class="of-soft" style="font-size:14px;color:${SOFT}">${escape(note)}</div>`
    return cell(`${escape(name)}${below}`, escape(amount), `border-bottom:1px solid ${LINE};`)
  })
  const below = sums.map(({ name, amount, isTotal }) => {
    const weight = isTotal ? 'font-weight:600;' : ''
    return cell(escape(name), escape(amount), weight)
  })
  return table([...goods, ...below].join(''))
}

function cell(left: string, right: string, style: string): string {
  const shared = `${style}padding:8px 0;color:${INK};vertical-align:top`
  return `<tr><td class="of-ink of-line" style="${shared}">${left}</td><td class="of-ink of-line" align="right" style="${shared};white-space:nowrap;font-variant-numeric:tabular-nums;padding-left:16px">${right}</td></tr>`
}

function factHtml(name: string, value: string): string {
  return `<tr><td class="of-soft" style="padding:4px 16px 4px 0;color:${SOFT};vertical-align:top;font-size:14px">${name}</td><td class="of-ink" style="padding:4px 0;color:${INK};vertical-align:top">${value}</td></tr>`
}

function table(rows: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows}</table>`
}

function row(html: string): string {
  return `<tr><td style="padding:8px 0 12px">${html}</td></tr>`
}

function lines(text: string): string {
  return escape(text).replaceAll('\n', '<br>')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
}
