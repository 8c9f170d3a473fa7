import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listSegments } from '#modules/promotions/contract/segments.ts'
import { useAnswer } from '#kit/answers.tsx'

/** The segments that a text may ask for, and those that it asks for and that there are none of. */
export function SegmentNotes({ market, unknown }: { market: string; unknown: readonly string[] }) {
  const { t } = useTranslation()
  const asked = useAnswer(listSegments, { query: { market } }, { enabled: market !== '' })
  const known = asked.data?.rows ?? []
  return (
    <>
      {unknown.length === 0 ? null : (
        <output className="notice notice--warn">
          {t('segments.unknown', { codes: unknown.join(', ') })}
        </output>
      )}
      {known.length === 0 ? null : (
        <p className="small soft">
          {t('segments.known')}{' '}
          {known.map(({ code, name }, at) => (
            <span key={code}>
              {at === 0 ? null : ', '}
              <Link to={`/promotions/segments/${market}/${code}`}>
                <code>{code}</code>
              </Link>{' '}
              {name}
            </span>
          ))}
        </p>
      )}
    </>
  )
}
