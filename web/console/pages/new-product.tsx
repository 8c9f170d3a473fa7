import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createProduct, productChoices } from '#modules/catalog/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { LeaveGuard } from '#kit/contract-form.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer, Failed } from '#kit/states.tsx'
import type { Choices } from '../catalogue/bulk-form.tsx'
import {
  ProductFacts,
  ProductWords,
  readProduct,
  SendButton,
  type TypedProduct,
} from '../catalogue/product-fields.tsx'
import { PageHead } from '../page-head.tsx'

/** A new product; it is a draft until somebody puts it on sale. */
export function Component() {
  const { t } = useTranslation()
  const choices = useAnswer(productChoices, {})
  return (
    <>
      <PageHead title={t('product.newTitle')} lead={t('product.newLead')} />
      <Answer asked={choices}>{(known) => <Maker choices={known} />}</Answer>
    </>
  )
}

const noLimits = { perOrder: '', buyerMost: '', buyerDays: '', minAge: '', countries: '' }

function Maker({ choices }: { choices: Choices }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState<TypedProduct>({
    category: choices.categories[0]?.code ?? '',
    art: 'jar-1',
    taxClass: choices.taxClasses[0] ?? 'standard',
    weight: '',
    tags: '',
    ...noLimits,
    texts: { [choices.markets[0]?.language ?? 'en']: { name: '', summary: '', description: '' } },
  })
  const [isTyped, setIsTyped] = useState(false)
  const make = useAct(createProduct, {
    onDone: ({ code }) => {
      setIsTyped(false)
      void navigate(`/catalogue/products/${code}`)
    },
  })
  const change = (next: TypedProduct): void => {
    setIsTyped(true)
    setTyped(next)
  }
  const read = readProduct(typed)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!read) return
        // Limits are set on its own page, where its state is.
        const { category, art, taxClass, weightGrams, tags, texts } = read
        make.mutate({ ask: { body: { category, art, taxClass, weightGrams, tags, texts } } })
      }}
    >
      <LeaveGuard when={isTyped && !make.isSuccess} />
      <Panel title={t('product.words')}>
        <ProductWords typed={typed} choices={choices} onChange={change} />
      </Panel>
      <Panel title={t('product.what')}>
        <div className="stack">
          <ProductFacts typed={typed} choices={choices} onChange={change} />
          {make.error ? <Failed error={make.error} /> : null}
          <SendButton label={t('product.keepDraft')} loading={make.isPending} disabled={read === undefined} />
        </div>
      </Panel>
    </form>
  )
}
