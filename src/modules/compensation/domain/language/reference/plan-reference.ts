import { plainTypes } from '../key.ts'
import { planElement, unitElement } from '../plan-element.ts'
import { limitElement } from '../read-limits.ts'
import { givenRanksElement, needsElements, rankElement, rankRulesElement } from '../read-ranks.ts'
import { changesElement, heldBackElement } from '../read-changes.ts'
import { returnsElement } from '../read-returns.ts'
import { tableElement, tableKeys } from '../read-tables.ts'
import { testElement } from '../read-tests.ts'
import { groupVolumeElement, personalVolumeElement } from '../read-volumes.ts'
import { bonusParts, elementPart } from './elements.ts'
import { edgeParts } from './edges.ts'
import { expressionParts } from './expressions.ts'
import { code, fenced, markdownTable } from './markdown.ts'
import { recipeParts } from './recipes.ts'
import { resultParts } from './results.ts'
import { smallPlan } from './small-plan.ts'

/** The reference page of the plan language, as Markdown, from the registries that read plans. */
export function planReference(): string {
  return (
    [
      INTRODUCTION,
      '## A small plan',
      'The examples of bonuses on this page stand in this plan, in the place of `customer bonus`.',
      fenced('yaml', smallPlan),
      elementPart(planElement, '## The document'),
      elementPart(unitElement, '## Units'),
      '## Volumes',
      'A volume is read from orders, or it is the sum of such a one over a group. Rolling windows, legs and sides are measures over volumes: see [How to say it](#how-to-say-it).',
      elementPart(personalVolumeElement, '### Read from orders'),
      elementPart(groupVolumeElement, '### Of a group'),
      ...tableParts(),
      ...rankParts(),
      '## Measures',
      `Under \`measures\` stand names with a rule in person scope each: a number, a condition or a rank; a fact or attribute is a number there. A date or a text is no measure, but a condition over one is: \`joined >= 2026-01-01\`. Percentages are fractions of one in everything that a run writes: 15 % is 0.15. Every measure is a column of people.csv, and can be read by everything else. A measure may read itself of people strictly below: \`unused PV: PV + sum(legs where rank < Gold, unused PV)\`; and itself of earlier periods, of which the state tells: \`months in a row: if active then 1 + sum(previous 1 periods, months in a row)\`.`,
      ...bonusParts(),
      elementPart(limitElement, '## Limits'),
      'Per person and owner the bonuses are paid in the order of the list until the limit is reached. Of the company all are scaled down in the same proportion.',
      elementPart(returnsElement, '## Returns'),
      'A bracket, a cap or a side of a binary never turns negative volume into positive pay. `negative_volume` stands at the top level.',
      elementPart(changesElement, '## Changes inside a period'),
      elementPart(heldBackElement, 'Under `suspended` and `terminated`:'),
      elementPart(testElement, '## Tests'),
      ...expressionParts(),
      ...edgeParts(),
      ...recipeParts(),
      ...resultParts(),
    ].join('\n\n') + '\n'
  )
}

const INTRODUCTION = `# Plan reference

This page is written by \`node scripts/guides.ts\` from the registry that plans are read by. A first plan is built step by step in [plan-language.md](plan-language.md).

A plan is a YAML document. \`openfield plan check plan.yaml\` names everything that is wrong with it, or prints it back as sentences; \`openfield plan test plan.yaml\` runs its tests; \`openfield plan diff old.yaml new.yaml\` shows what a new version changes. An editor that knows YAML schemas completes and checks the keys by [plan.schema.json](../plan.schema.json), when the first line of the plan names it, by its path or address:

${fenced('yaml', '# yaml-language-server: $schema=../docs/plan.schema.json')}`

function tableParts(): string[] {
  return [
    elementPart(tableElement, '## Tables'),
    ...tableElement.keys.flatMap(({ name, type }) =>
      type.is === 'element' ? [elementPart(type.of, `Under \`${name}\`:`)] : [],
    ),
    'Keys of cases, rows and columns:',
    markdownTable(
      ['key', 'fits'],
      Object.entries(tableKeys).map(([key, meaning]) => [code(key), meaning]),
    ),
  ]
}

function rankParts(): string[] {
  return [
    '## Ranks',
    `\`ranks\` is ${plainTypes.ranks}. The highest rank whose needs hold is the \`earned rank\`; by \`rank_rules\` it becomes the \`rank\` that pay goes by. The \`career rank\` is the highest ever held.`,
    elementPart(rankElement, '### A rank of the list'),
    elementPart(givenRanksElement, '### Given ranks'),
    ...needsElements.map((element) => elementPart(element, `In \`needs\`, ${element.name}:`)),
    elementPart(rankRulesElement, '### Rank rules'),
  ]
}
