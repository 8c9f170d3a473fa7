import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { listTrees } from '#modules/genealogy/contract.ts'
import { requestMove } from '#modules/genealogy/contract/moves.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { ApiRefusal, newKey } from '#kit/api.ts'
import { useProblemSentence } from '#kit/states.tsx'
import { useTimeZone } from '#kit/time-zone.ts'
import { parseInstant } from '#shared/time.ts'

const SPONSOR = 'sponsor'
const WITH_TEAM = 'team'
const ALONE = 'alone'

/** Asks for a person to stand elsewhere; goes to the page of the move, which shows what it changes. */
export function AskMove({ person }: { person: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const sentence = useProblemSentence()
  const trees = useAnswer(listTrees, {})
  const [key] = useState(newKey)
  const ask = useAct(requestMove, { onDone: ({ move }) => void go(`/people/moves/${move}`) })
  const [tree, setTree] = useState(SPONSOR)
  const [parent, setParent] = useState('')
  const [side, setSide] = useState<string | number>(1)
  const [who, setWho] = useState(WITH_TEAM)
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const zone = useTimeZone() ?? 'UTC'
  const placed = trees.data?.trees.find((one) => one.code === tree)
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const body = {
      person,
      parent: parent.trim(),
      tree,
      side: placed ? Number(side) - 1 : null,
      withTeam: who === WITH_TEAM,
      reason: reason.trim(),
      from: parseInstant(day, zone),
    }
    ask.mutate({ ask: { body }, key })
  }
  const wrong = (field: string) =>
    ask.error instanceof ApiRefusal && ask.error.field === field ? sentence(ask.error) : undefined
  const fields = ['parent', 'side', 'from', 'reason']
  const isElsewhere = ask.error !== null && fields.every((field) => wrong(field) === undefined)
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('moves.askBody')}</p>
      {trees.data && trees.data.trees.length > 0 ? (
        <Select
          label={t('moves.tree')}
          allowDeselect={false}
          data={[
            { value: SPONSOR, label: t('moves.sponsorTree') },
            ...trees.data.trees.map(({ code }) => ({ value: code, label: code })),
          ]}
          value={tree}
          onChange={(value) => setTree(value ?? SPONSOR)}
        />
      ) : null}
      <TextInput
        label={t('moves.parent')}
        description={t('moves.parentHint')}
        inputMode="numeric"
        value={parent}
        error={wrong('parent')}
        onChange={(event) => setParent(event.currentTarget.value)}
      />
      {placed?.kind === 'binary' ? (
        <Select
          label={t('moves.side')}
          allowDeselect={false}
          data={[
            { value: '1', label: t('moves.left') },
            { value: '2', label: t('moves.right') },
          ]}
          value={String(side)}
          error={wrong('side')}
          onChange={(value) => setSide(value ?? '1')}
        />
      ) : null}
      {placed?.kind === 'matrix' ? (
        <NumberInput
          label={t('moves.sideNumber')}
          min={1}
          max={placed.width}
          value={side}
          error={wrong('side')}
          onChange={setSide}
        />
      ) : null}
      <Select
        label={t('moves.who')}
        allowDeselect={false}
        data={[
          { value: WITH_TEAM, label: t('moves.withTeam') },
          { value: ALONE, label: t('moves.alone') },
        ]}
        value={who}
        onChange={(value) => setWho(value ?? WITH_TEAM)}
      />
      <TextInput
        type="date"
        label={t('moves.day')}
        description={t('moves.dayHint')}
        value={day}
        error={wrong('from')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Textarea
        label={t('moves.reason')}
        description={t('moves.reasonHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        error={wrong('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isElsewhere ? (
        <p className="notice notice--harm" role="alert">
          {sentence(ask.error)}
        </p>
      ) : null}
      <div className="form__acts">
        <Button
          type="submit"
          loading={ask.isPending}
          disabled={parent.trim() === '' || reason.trim().length < 3}
        >
          {t('moves.askAct')}
        </Button>
      </div>
    </form>
  )
}
