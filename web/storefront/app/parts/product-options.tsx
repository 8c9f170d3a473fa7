import { useTranslation } from 'react-i18next'
import type { shopProduct } from '#modules/catalog/contract/shop.ts'
import type { Inside } from '#shared/contract.ts'

type Options = Inside<typeof shopProduct, 'response'>['options']
type Value = Options[number]['values'][number]

/** What can be chosen of a product; each value is a link to the variant that has it, so that it works without script. */
export function ProductOptions({ options, root }: { options: Options; root: string }) {
  return options.map((option) => {
    const chosen = option.values.find(({ is }) => is === 'chosen')
    return (
      <section key={option.name} className="option" aria-label={option.name}>
        <h2 className="option__name">
          {option.name}
          {chosen ? <span className="quiet">{chosen.name}</span> : null}
        </h2>
        <ul className="option__values">
          {option.values.map((value) => (
            <li key={value.name}>
              <OptionValue value={value} root={root} />
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function OptionValue({ value, root }: { value: Value; root: string }) {
  const { t } = useTranslation()
  const { is, name, product } = value
  const look = `option__value option__value--${is}`
  if (product === null)
    return (
      <span className={look}>
        <s>{name}</s> <span className="only-spoken">{t('product.unavailable')}</span>
      </span>
    )
  return (
    <a
      className={look}
      href={`${root}/product/${product}`}
      aria-current={is === 'chosen' ? 'true' : undefined}
    >
      {name}
      {is === 'other' ? <span className="only-spoken">{t('product.changesOther')}</span> : null}
    </a>
  )
}
