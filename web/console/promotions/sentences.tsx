import { useTranslation } from 'react-i18next'
import type { checkPromotion } from '#modules/promotions/contract.ts'
import type { Inside } from '#shared/contract.ts'

type Sentences = NonNullable<Inside<typeof checkPromotion, 'response'>['sentences']>

const PARTS = ['when', 'gives', 'together', 'limits'] as const

/** A promotion in words, hung on a stem in the order in which it is asked. */
export function SentenceList({ sentences }: { sentences: Sentences }) {
  const { t } = useTranslation()
  return (
    <ol className="rule-words">
      {PARTS.filter((part) => sentences[part].length > 0).map((part) => (
        <li key={part}>
          <div className="small soft strong">{t(`promotions.parts.${part}`)}</div>
          {sentences[part].map((sentence) => (
            <div key={sentence}>{sentence}</div>
          ))}
        </li>
      ))}
    </ol>
  )
}
