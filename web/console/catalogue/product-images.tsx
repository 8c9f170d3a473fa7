import { ActionIcon, Button, FileButton, Select, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPhotoPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setProductImages, type showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { ProductArt } from '#kit/art/product-art.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { Failed } from '#kit/states.tsx'
import type { Choices } from './bulk-form.tsx'
import { SendButton } from './product-fields.tsx'
import { useUploads, type Upload } from './uploads.ts'

type Product = Inside<typeof showProduct, 'response'>
type Image = Product['images'][number]

/** The pictures of a product: sent by dropping or choosing, put in order by dragging or by keys, and described in every language. */
export function ProductImages({
  product,
  name,
  choices,
  writes,
}: {
  product: Product
  name: string
  choices: Choices
  writes: boolean
}) {
  const { t } = useTranslation()
  // What is typed stays while pictures that are sent meanwhile come in at the end.
  const [typed, setTyped] = useState<Typed>()
  const images = typed ? withNew(typed, product.images) : product.images
  const setImages = (next: readonly Image[]): void =>
    setTyped({ images: next, known: product.images.map(({ hash }) => hash) })
  const [language, setLanguage] = useState('en')
  const save = useAct(setProductImages, { onDone: () => setTyped(undefined) })
  const { uploads, send, forget } = useUploads(product.code)
  const isChanged = typed !== undefined && JSON.stringify(images) !== JSON.stringify(product.images)
  const [isOver, setIsOver] = useState(false)
  return (
    <Panel title={t('images.title')}>
      <LeaveGuard when={isChanged && !save.isSuccess} />
      {images.length === 0 ? <Drawn product={product} name={name} /> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is a second way; the button below is the first */}
      <form
        className={isOver ? 'images images--over' : 'images'}
        onDragOver={(event) => {
          if (!writes || !event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          setIsOver(false)
          if (!writes || event.dataTransfer.files.length === 0) return
          event.preventDefault()
          send([...event.dataTransfer.files])
        }}
        onSubmit={(event) => {
          event.preventDefault()
          const body = {
            seen: product.images.map(({ hash }) => hash),
            images: images.map(({ hash, alt }) => ({ hash, alt })),
          }
          save.mutate({ ask: { params: { code: product.code }, body } })
        }}
      >
        <ImageList images={images} name={name} language={language} writes={writes} onChange={setImages} />
        <Uploads uploads={uploads} onForget={forget} />
        {writes ? (
          <>
            <FileButton onChange={send} accept="image/*" multiple>
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  size="xs"
                  leftSection={<IconPhotoPlus size={16} aria-hidden />}
                >
                  {t('images.add')}
                </Button>
              )}
            </FileButton>
            <p className="tiny quiet">{t('images.hint')}</p>
            {images.length === 0 ? null : (
              <Languages product={product} choices={choices} language={language} onChange={setLanguage} />
            )}
            {save.error ? <Failed error={save.error} /> : null}
            {isChanged ? (
              <SendButton label={t('images.save')} loading={save.isPending} disabled={false} />
            ) : null}
          </>
        ) : null}
      </form>
    </Panel>
  )
}

type Typed = Readonly<{ images: readonly Image[]; known: readonly string[] }>

/** What was typed, with the pictures that came since and without those that went. */
function withNew({ images, known }: Typed, now: readonly Image[]): readonly Image[] {
  const there = images.filter(({ hash }) => now.some((one) => one.hash === hash))
  return [...there, ...now.filter(({ hash }) => !known.includes(hash))]
}

function Drawn({ product, name }: { product: Product; name: string }) {
  const { t } = useTranslation()
  return (
    <>
      <ProductArt name={name} category={product.category} art={product.art} alt={name} />
      <p className="small soft">{t(product.family ? 'images.ofFamily' : 'images.none')}</p>
    </>
  )
}

function Languages({
  product,
  choices,
  language,
  onChange,
}: {
  product: Product
  choices: Choices
  language: string
  onChange: (language: string) => void
}) {
  const { t, i18n } = useTranslation()
  const names = new Intl.DisplayNames([i18n.language === 'pseudo' ? 'en' : i18n.language], {
    type: 'language',
  })
  const markets = choices.markets.map((market) => market.language)
  const languages = [...new Set(['en', ...Object.keys(product.texts), ...markets])]
  return (
    <Select
      size="xs"
      label={t('images.altIn')}
      data={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
      value={language}
      allowDeselect={false}
      onChange={(value) => onChange(value ?? language)}
    />
  )
}

function ImageList({
  images,
  name,
  language,
  writes,
  onChange,
}: {
  images: readonly Image[]
  name: string
  language: string
  writes: boolean
  onChange: (images: readonly Image[]) => void
}) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<string>()
  const move = (hash: string, to: number): void => {
    const image = images.find((one) => one.hash === hash)
    if (!image || to < 0 || to >= images.length) return
    onChange(images.filter((one) => one !== image).toSpliced(to, 0, image))
  }
  return (
    <ol className="images__list">
      {images.map((image, place) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is a second way; the arrows do the same
        <li
          key={image.hash}
          className={dragged === image.hash ? 'images__one images__one--dragged' : 'images__one'}
          draggable={writes}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            setDragged(image.hash)
          }}
          onDragEnter={() => {
            if (dragged !== undefined && dragged !== image.hash) move(dragged, place)
          }}
          onDragOver={(event) => {
            if (dragged !== undefined) event.preventDefault()
          }}
          onDragEnd={() => setDragged(undefined)}
        >
          <span className="images__picture">
            <Photo
              image={{ ...image, alt: '' }}
              sizes="96px"
              alt={altOf(image) || t('images.nth', { n: place + 1 })}
            />
          </span>
          <TextInput
            size="xs"
            className="images__alt"
            label={t('images.alt', { n: place + 1 })}
            placeholder={altOf(image) || name}
            value={image.alt[language] ?? ''}
            maxLength={300}
            disabled={!writes}
            onChange={(event) => {
              const alt = { ...image.alt, [language]: event.currentTarget.value }
              onChange(images.map((one) => (one === image ? { ...one, alt } : one)))
            }}
          />
          {writes ? (
            <ImageActs
              place={place}
              count={images.length}
              onMove={(to) => move(image.hash, to)}
              onOut={() => onChange(images.filter((one) => one !== image))}
            />
          ) : null}
        </li>
      ))}
    </ol>
  )
}

function altOf({ alt }: Image): string {
  return alt['en'] ?? Object.values(alt)[0] ?? ''
}

function ImageActs({
  place,
  count,
  onMove,
  onOut,
}: {
  place: number
  count: number
  onMove: (to: number) => void
  onOut: () => void
}) {
  const { t } = useTranslation()
  const n = place + 1
  return (
    <span className="images__acts">
      <ActionIcon
        size={36}
        variant="default"
        disabled={place === 0}
        aria-label={t('images.up', { n })}
        onClick={() => onMove(place - 1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        size={36}
        variant="default"
        disabled={n === count}
        aria-label={t('images.down', { n })}
        onClick={() => onMove(place + 1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon size={36} variant="default" aria-label={t('images.out', { n })} onClick={onOut}>
        <IconX size={16} />
      </ActionIcon>
    </span>
  )
}

/** Files that are on their way, and those that were refused, each with its reason. */
function Uploads({ uploads, onForget }: { uploads: readonly Upload[]; onForget: (id: number) => void }) {
  const { t } = useTranslation()
  if (uploads.length === 0) return null
  return (
    <ul className="images__uploads" aria-live="polite">
      {uploads.map(({ id, name, share, problem }) => (
        <li key={id}>
          <span className="small">{name}</span>
          {problem === undefined ? (
            <>
              <progress max={1} value={share < 1 ? share : undefined} aria-label={name} />
              <span className="tiny quiet">
                {share < 1
                  ? t('images.sending', { percent: Math.floor(share * 100) })
                  : t('images.preparing')}
              </span>
            </>
          ) : (
            <>
              <span className="small warn" role="alert">
                {problem}
              </span>
              <Button size="compact-xs" variant="subtle" onClick={() => onForget(id)}>
                {t('images.forget')}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
