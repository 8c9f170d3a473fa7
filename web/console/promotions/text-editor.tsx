import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { checkPromotion } from '#modules/promotions/contract.ts'
import { useDebouncedValue } from '@mantine/hooks'
import { useAnswer } from '#kit/answers.tsx'

/** What a text would mean, a moment after it was last changed. */
export function useCheck(market: string, text: string) {
  const [settled] = useDebouncedValue(text, 300)
  return useAnswer(
    checkPromotion,
    { body: { market, text: settled } },
    { enabled: market !== '' && settled.trim() !== '', keep: true },
  )
}

type Problem = Readonly<{ line: number; path: string; problem: string }>

/** A text of rules with its lines counted; what is wrong is marked at its line and told below, where a press leads to it. */
export function TextEditor({
  text,
  problems,
  onChange,
  label,
}: {
  text: string
  problems: readonly Problem[]
  /** What the text is called, where it is no promotion. */
  label?: string
  onChange: (text: string) => void
}) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const lines = text.split('\n')
  const wrong = new Set(problems.map(({ line }) => line))
  const goTo = (line: number): void => {
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    field.current?.focus()
    field.current?.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
  }
  return (
    <div className="stack">
      <div className="text-editor">
        <div className="text-editor__gutter number" aria-hidden="true">
          {lines.map((_, at) => (
            <div key={`line-${at + 1}`} className={wrong.has(at + 1) ? 'text-editor__wrong' : undefined}>
              {wrong.has(at + 1) ? '▸ ' : ''}
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          aria-label={label ?? t('promotions.text')}
          aria-invalid={problems.length > 0}
          spellCheck={false}
          wrap="off"
          rows={Math.max(lines.length, 8)}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      {problems.length === 0 ? null : (
        <ul className="text-editor__problems" aria-label={t('promotions.problems')}>
          {problems.map(({ line, path, problem }) => (
            <li key={`${line} ${path} ${problem}`}>
              <button type="button" onClick={() => goTo(line)}>
                <strong>{t('promotions.line', { line })}</strong> {path === '' ? null : <code>{path}</code>}{' '}
                {problem}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
