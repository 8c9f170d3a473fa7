// Shows a few goods while somebody types into the search field. Without it the field is a plain form.
import { imageAddress } from '#shared/image.ts'
import { formatMoney } from '#kit/format.ts'

const WAIT_MS = 140
const LETTERS_MIN = 2
const PICTURE_WIDTH = 240

type Suggestion = Readonly<{ name: string; note: string; href: string; picture: string | undefined }>
type Said = Readonly<{ category: string; from: string }>

/** Makes a search form suggest. */
export function suggest(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[type=search]')
  if (!field) return
  const list = document.createElement('ul')
  list.id = `${field.id}-list`
  list.className = 'suggestions'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', field.placeholder)
  form.append(list)
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-expanded', 'false'],
    ['aria-controls', list.id],
  ] as const)
    field.setAttribute(name, value)
  const box = suggestionBox(field, list)
  let timer: number | undefined
  let asked: AbortController | undefined
  const look = (): void => {
    window.clearTimeout(timer)
    asked?.abort()
    const typed = field.value.trim()
    if (typed.length < LETTERS_MIN) return box.close()
    timer = window.setTimeout(() => {
      asked = new AbortController()
      ask(form, typed, asked.signal).then(box.show, box.close)
    }, WAIT_MS)
  }
  field.addEventListener('input', look)
  field.addEventListener('keydown', box.onKey)
  form.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) box.close()
  })
  // On a slow line somebody types before this script is there: what stands in the field by now counts too.
  if (document.activeElement === field) look()
}

/** The list below the field: the field keeps the focus while the arrows move through it. */
function suggestionBox(field: HTMLInputElement, list: HTMLUListElement) {
  let at = -1
  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=option]')]
  const mark = (next: number): void => {
    at = next
    rows().forEach((row, place) => row.setAttribute('aria-selected', String(place === at)))
    const id = rows()[at]?.id
    if (id === undefined) field.removeAttribute('aria-activedescendant')
    else field.setAttribute('aria-activedescendant', id)
  }
  const close = (): void => {
    list.hidden = true
    field.setAttribute('aria-expanded', 'false')
    mark(-1)
  }
  const show = (found: readonly Suggestion[]): void => {
    list.replaceChildren(...found.map((one, place) => rowOf(one, `${list.id}-${place}`)))
    // Without any photograph the names need no room beside them.
    list.classList.toggle(
      'suggestions--plain',
      found.every(({ picture }) => picture === undefined),
    )
    list.hidden = found.length === 0
    field.setAttribute('aria-expanded', String(found.length > 0))
    mark(-1)
  }
  const onKey = (event: KeyboardEvent): void => {
    const all = rows()
    if (list.hidden || all.length === 0) return
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') mark(at + 1 >= all.length ? 0 : at + 1)
    else if (event.key === 'ArrowUp') mark(at <= 0 ? all.length - 1 : at - 1)
    else if (event.key === 'Enter' && at >= 0) all[at]?.click()
    else return
    event.preventDefault()
  }
  return { show, close, onKey }
}

function rowOf({ name, note, href, picture }: Suggestion, id: string): HTMLLIElement {
  const row = document.createElement('li')
  row.setAttribute('role', 'presentation')
  const link = document.createElement('a')
  link.id = id
  link.href = href
  link.tabIndex = -1
  link.setAttribute('role', 'option')
  const frame = document.createElement('span')
  if (picture !== undefined) {
    const image = document.createElement('img')
    image.src = picture
    image.alt = ''
    frame.className = 'suggestions__picture'
    frame.append(image)
  }
  const words = document.createElement('span')
  words.textContent = name
  const more = document.createElement('span')
  more.className = 'quiet small'
  more.textContent = note
  link.append(frame, words, more)
  row.append(link)
  return row
}

async function ask(
  form: HTMLFormElement,
  typed: string,
  signal: AbortSignal,
): Promise<readonly Suggestion[]> {
  const query = new URLSearchParams({ market: form.dataset['market'] ?? '', search: typed })
  const headers = { accept: 'application/json', 'x-openfield-realm': 'customer' }
  const reply = await fetch(`/api/v1/shop/suggestions?${query.toString()}`, { signal, headers })
  if (!reply.ok) return []
  return readSuggestions(await reply.json(), form.dataset['root'] ?? '', saidIn(form))
}

/** What the server answers, as rows; whatever is not as expected is left out. Exported for its test. */
export function readSuggestions(answer: unknown, root: string, said: Said): readonly Suggestion[] {
  const categories = listIn(answer, 'categories').flatMap((one) => {
    const [code, name] = [textIn(one, 'code'), textIn(one, 'name')]
    if (code === undefined || name === undefined) return []
    return [
      { name, note: said.category, href: `${root}/category/${encodeURIComponent(code)}`, picture: undefined },
    ]
  })
  const products = listIn(answer, 'products').flatMap((one) => {
    const [code, name] = [textIn(one, 'code'), textIn(one, 'name')]
    const price = valueIn(one, 'price')
    const [minor, currency] = [textIn(price, 'minor'), textIn(price, 'currency')]
    if (code === undefined || name === undefined || minor === undefined || currency === undefined) return []
    const amount = formatMoney({ minor: BigInt(minor), currency }, 'en-GB')
    const image = valueIn(one, 'image')
    const [hash, width] = [textIn(image, 'hash'), valueIn(image, 'width')]
    return [
      {
        name,
        note: valueIn(one, 'from') === true ? `${said.from} ${amount}` : amount,
        href: `${root}/product/${encodeURIComponent(code)}`,
        picture:
          hash === undefined || typeof width !== 'number'
            ? undefined
            : imageAddress(hash, Math.min(width, PICTURE_WIDTH), 'webp'),
      },
    ]
  })
  return [...products, ...categories]
}

function saidIn(form: HTMLFormElement): Said {
  const said: unknown = JSON.parse(form.dataset['said'] ?? '{}')
  return {
    category: textIn(said, 'category') ?? '',
    from: textIn(said, 'from') ?? '',
  }
}

function valueIn(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}

function textIn(of: unknown, name: string): string | undefined {
  const value = valueIn(of, name)
  return typeof value === 'string' ? value : undefined
}

function listIn(of: unknown, name: string): readonly unknown[] {
  const value = valueIn(of, name)
  return Array.isArray(value) ? value : []
}
