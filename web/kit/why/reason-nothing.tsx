import { useTranslation } from 'react-i18next'
import type { Explanation } from './told.ts'
import { Needs } from './needs.tsx'

/** Why there is nothing: each reason in a sentence, with what was missing. */
export function ReasonNothing({ reasons, own }: { reasons: Explanation['why']; own: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {reasons.map((reason) => (
        <div key={reason.code} className="missing">
          <p className="strong">{t(`kit.nothing.${own ? 'you' : 'person'}.${reason.code}`)}</p>
          <Needs needs={reason.needs} />
        </div>
      ))}
    </div>
  )
}
