import { NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { listTrees } from '#modules/genealogy/contract.ts'
import { requestMove } from '#modules/genealogy/contract/moves.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { AskForm } from '../changes/ask-form.tsx'

const SPONSOR = 'sponsor'
const WITH_TEAM = 'team'
const ALONE = 'alone'

/** Asks for a person to stand elsewhere; goes to the page of the move, which shows what it changes. */
export function AskMove({ person }: { person: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const trees = useAnswer(listTrees, {})
  const [key] = useState(newKey)
  const ask = useAct(requestMove, { onDone: ({ move }) => void go(`/people/moves/${move}`) })
  const [tree, setTree] = useState(SPONSOR)
  const [parent, setParent] = useState('')
  const [side, setSide] = useState<string | number>(1)
  const [who, setWho] = useState(WITH_TEAM)
  const placed = trees.data?.trees.find((one) => one.code === tree)
  const send = (of: Readonly<{ from: number | undefined; reason: string }>) => {
    const place = { parent: parent.trim(), tree, side: placed ? Number(side) - 1 : null }
    ask.mutate({ ask: { body: { person, ...place, withTeam: who === WITH_TEAM, ...of } }, key })
  }
  return (
    <AskForm
      lead={t('moves.askBody')}
      act={t('moves.askAct')}
      dayHint={t('moves.dayHint')}
      reasonHint={t('moves.reasonHint')}
      fields={['parent', 'side']}
      isReady={parent.trim() !== ''}
      sending={ask}
      onSend={send}
    >
      {(wrong) => (
        <>
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
        </>
      )}
    </AskForm>
  )
}
