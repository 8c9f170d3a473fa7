import { Button, Checkbox, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { editProduct, productChoices, showProduct } from '#modules/catalog/contract.ts'
import { showCompany } from '#modules/company/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Failed } from '#kit/states.tsx'
import type { Choices } from '../catalogue/bulk-form.tsx'
import {
  ProductFacts,
  ProductLimits,
  ProductWords,
  readProduct,
  SendButton,
  type OwnField,
  type TypedProduct,
} from '../catalogue/product-fields.tsx'
import { ProductCosts } from '../catalogue/product-costs.tsx'
import { ProductImages } from '../catalogue/product-images.tsx'
import { ProductParts } from '../catalogue/product-parts.tsx'
import { ProductPrices } from '../catalogue/product-prices.tsx'
import { ProductVariants, VariantOf } from '../catalogue/product-variants.tsx'
import { writeLimits } from '../catalogue/written.ts'
import { ThingName, ThingValue } from '../catalogue/things.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

type Product = Inside<typeof showProduct, 'response'>

/** One product: what it is, in every language, its prices over time, and what was done to it. */
export function Component() {
  const { product: code = '' } = useParams()
  const asked = useAnswer(showProduct, { params: { code } })
  const choices = useAnswer(productChoices, {})
  const company = useAnswer(showCompany, {})
  return (
    <Answer asked={asked}>
      {(product) => (
        <Answer asked={choices}>
          {(known) => <ProductPage product={product} choices={known} nowMs={company.data?.now ?? 0} />}
        </Answer>
      )}
    </Answer>
  )
}

function ProductPage({ product, choices, nowMs }: { product: Product; choices: Choices; nowMs: number }) {
  const { t } = useTranslation()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const name = nameOf(product)
  const category = choices.categories.find(({ code }) => code === product.category)?.name ?? product.category
  return (
    <>
      <PageHead
        title={name}
        lead={
          <>
            <Badge tone={toneOf(product.state)}>{t(`product.states.${product.state}`)}</Badge>{' '}
            {t('product.about', { code: product.code, category })}{' '}
            <Link to={`/catalogue/stock/${product.code}`}>{t('place.stock')}</Link>
          </>
        }
        aside={writes ? <StateActs product={product} /> : null}
      />
      <div className="columns">
        <div className="stack">
          <Editor key={product.revision} product={product} choices={choices} writes={writes} />
          {product.family || product.parts.length > 0 ? null : (
            <ProductVariants
              key={`variants ${product.revision} ${product.variants.length}`}
              product={product}
              choices={choices}
              nowMs={nowMs}
              writes={writes}
            />
          )}
          <ProductPrices product={product} choices={choices} nowMs={nowMs} writes={writes} />
        </div>
        <div className="stack">
          <ProductImages product={product} name={name} choices={choices} writes={writes} />
          <VariantOf product={product} />
          {mayDo(session.data, 'catalog.costs') ? (
            <ProductCosts code={product.code} choices={choices} />
          ) : null}
          {product.options.length > 0 ? null : (
            <ProductParts
              key={product.parts.map(({ product: part, quantity }) => `${part} ${quantity}`).join()}
              product={product}
              writes={writes}
            />
          )}
          <History product={product} />
        </div>
      </div>
    </>
  )
}

/** A variant without words of its own is called by its family and its choice. */
function nameOf({ texts, code, family, own }: Pick<Product, 'texts' | 'code' | 'family' | 'own'>): string {
  const name = (texts['en'] ?? Object.values(texts)[0])?.name ?? code
  return family && !own.includes('texts') ? `${name} — ${family.choice}` : name
}

/** What a product is, without its state; checked over the revision that was looked at. */
function Editor({ product, choices, writes }: { product: Product; choices: Choices; writes: boolean }) {
  const { t } = useTranslation()
  const before = typedOf(product)
  const [typed, setTyped] = useState<TypedProduct>(before)
  const save = useAct(editProduct, { onDone: () => notifications.show({ message: t('product.saved') }) })
  const isTyped = JSON.stringify(typed) !== JSON.stringify(before)
  const read = readProduct(typed)
  const { code, revision, state } = product
  const [own, setOwn] = useState<readonly OwnField[]>(product.own)
  const locked = new Set(product.family ? OWN_FIELDS.filter((field) => !own.includes(field)) : [])
  const isChanged = isTyped || JSON.stringify([...own].sort()) !== JSON.stringify(product.own)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (read)
          save.mutate({ ask: { params: { code }, body: { revision, state, ...read, own: [...own] } } })
      }}
    >
      <LeaveGuard when={isChanged && !save.isSuccess} />
      <fieldset className="plain-fields" disabled={!writes}>
        {product.family ? <OwnFields own={own} onChange={setOwn} /> : null}
        <Panel title={t('product.words')}>
          <fieldset className="plain-fields" disabled={locked.has('texts')}>
            <ProductWords typed={typed} choices={choices} onChange={setTyped} />
          </fieldset>
        </Panel>
        <Panel title={t('product.what')}>
          <div className="stack">
            <ProductFacts typed={typed} choices={choices} locked={locked} onChange={setTyped} />
            <h3>{t('product.limits')}</h3>
            <fieldset className="plain-fields" disabled={locked.has('limits')}>
              <ProductLimits typed={typed} onChange={setTyped} />
            </fieldset>
            {save.error ? <Failed error={save.error} /> : null}
            {writes ? (
              <SendButton
                label={t('product.save')}
                loading={save.isPending}
                disabled={!isChanged || read === undefined}
              />
            ) : null}
          </div>
        </Panel>
      </fieldset>
    </form>
  )
}

const OWN_FIELDS = ['texts', 'category', 'taxClass', 'weightGrams', 'art', 'tags', 'limits'] as const

/** Which fields a variant has of its own; the others are those of its family. */
function OwnFields({
  own,
  onChange,
}: {
  own: readonly OwnField[]
  onChange: (own: readonly OwnField[]) => void
}) {
  const { t } = useTranslation()
  return (
    <Panel title={t('variants.own')}>
      <Checkbox.Group
        label={t('variants.ownHint')}
        value={[...own]}
        onChange={(values) => onChange(OWN_FIELDS.filter((field) => values.includes(field)))}
      >
        <div className="own-fields">
          {OWN_FIELDS.map((field) => (
            <Checkbox key={field} value={field} label={t(`product.fields.${field}`)} />
          ))}
        </div>
      </Checkbox.Group>
    </Panel>
  )
}

function typedOf({ category, art, taxClass, weightGrams, tags, limits, texts }: Product): TypedProduct {
  const plain = { category, art, taxClass, weight: String(weightGrams), tags: tags.join(', '), texts }
  return { ...plain, ...writeLimits(limits) }
}

/** Puts a draft on sale, withdraws what is sold, and sells it again. */
function StateActs({ product }: { product: Product }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const act = useAct(editProduct, { onDone: close })
  const { code, revision, category, art, taxClass, weightGrams, tags, texts, state } = product
  const to = (next: 'active' | 'withdrawn'): void => {
    const fields = { category, art, taxClass, weightGrams, tags, texts }
    act.mutate({ ask: { params: { code }, body: { revision, ...fields, state: next } } })
  }
  return (
    <>
      {act.error && !opened ? <Failed error={act.error} /> : null}
      {state === 'active' ? (
        <Button variant="default" size="xs" onClick={open}>
          {t('product.withdraw')}
        </Button>
      ) : (
        <Button size="xs" loading={act.isPending} onClick={() => to('active')}>
          {t(state === 'draft' ? 'product.putOnSale' : 'product.sellAgain')}
        </Button>
      )}
      <Modal opened={opened} onClose={close} title={t('product.withdrawTitle', { name: nameOf(product) })}>
        <div className="form">
          <p className="small">{t('product.withdrawBody')}</p>
          {act.error ? <Failed error={act.error} /> : null}
          <div className="form__acts">
            <Button color="clay" loading={act.isPending} onClick={() => to('withdrawn')}>
              {t('product.withdraw')}
            </Button>
            <Button variant="default" onClick={close}>
              {t('kit.cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}

function History({ product }: { product: Product }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('product.history')}>
      {product.history.length === 0 ? <p className="small soft">{t('product.noHistory')}</p> : null}
      <ol>
        {product.history.map((step) => (
          <li key={step.change.toString()} className="history__step">
            <div className="small">
              <span className="strong">{t(`product.changed.${step.kind}`)}</span>{' '}
              <span className="soft">
                <DateText at={step.at} look="dateTime" />, {step.by ?? t('product.somebody')}
              </span>
            </div>
            {step.kind === 'create'
              ? null
              : step.things.map((thing) => (
                  <div key={`${thing.field} ${thing.market} ${thing.kind}`} className="tiny before-after">
                    <ThingName thing={thing} />: <ThingValue thing={thing} value={thing.before} />
                    {' → '}
                    <ThingValue thing={thing} value={thing.after} />
                  </div>
                ))}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
