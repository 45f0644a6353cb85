import wrapAnsi from 'wrap-ansi'
import { needText, objectivesText, type PlanEvaluation, type WorkflowLine } from '../../continuity/index.ts'
import { type Workflow, wholePercent } from '../../core/index.ts'
import { planText } from './plan-text.ts'

const COLUMNS = 80
const RULE = '='.repeat(COLUMNS)
const plain = (_style: unknown, text: string) => text

/**
 * The plan to print: one page for the people of each workflow, and the whole plan for who is on call. Guides and notices are
 * printed in full, because what shows them may be down.
 * @param files the text of guides and notices by path; one that is missing is named
 */
export function planPages(
  plan: PlanEvaluation,
  workflows: readonly Workflow[],
  files: Readonly<Record<string, string | undefined>>,
): string {
  const date = new Date(plan.at).toISOString().slice(0, 10)
  const pages = [
    page(`On call: the whole plan (${date})`, planText(plan, { columns: COLUMNS, paint: plain })),
    ...plan.workflows.map((line, index) =>
      page(`${line.name} (${date})`, workflowPage(line, workflows[index]?.afterwards ?? [], files)),
    ),
  ]
  return pages.join('\n')
}

function page(title: string, body: string): string {
  return `${RULE}\n${title}\n${RULE}\n\n${body}`
}

function workflowPage(
  line: WorkflowLine,
  afterwards: readonly string[],
  files: Readonly<Record<string, string | undefined>>,
): string {
  const objectives = objectivesText(line)
  const facts = [
    `Works with: ${line.uses.map(needText).join(', and ')}.`,
    `Hours: ${line.hours}. People: ${line.people}.`,
    ...(line.owner === undefined ? ['Owner: nobody is named.'] : [`Owner: ${line.owner}.`]),
    ...(objectives === '' ? [] : [`Objective: ${objectives}.`]),
  ]
  const todo = [...stepsOf(line), ...line.shortfalls.map(({ text }) => `Not proven: ${text}.`)]
  const later = afterwards.map((item) => `[ ] ${item}`)
  return [
    ...facts.map(wrap),
    '',
    'When it fails',
    ...todo.map(wrap),
    ...attachment(line, files),
    ...(later.length > 0 ? ['', 'Afterwards', ...later.map(wrap)] : []),
    '',
  ].join('\n')
}

function stepsOf({ fallback, owner }: WorkflowLine): readonly string[] {
  switch (fallback?.kind) {
    case 'switch':
      return [`Switch to ${fallback.through}. It carries ${wholePercent(fallback.capacity)} of the work.`]
    case 'manual':
      return [`Go on by hand, as ${fallback.guide} says. It keeps ${wholePercent(fallback.keeps)} of the work.`]
    case 'stop':
      return [
        `Stop. It protects ${fallback.protects}.`,
        ...(fallback.notice ? [`Publish the notice ${fallback.notice}.`] : []),
      ]
    default:
      return [`There is no fallback. ${owner === undefined ? 'Ask who is on call.' : `Ask ${owner}.`}`]
  }
}

function attachment(
  { fallback }: WorkflowLine,
  files: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const path = fallback?.kind === 'manual' ? fallback.guide : fallback?.kind === 'stop' ? fallback.notice : undefined
  if (path === undefined) return []
  const text = files[path]
  return ['', `--- ${path} ---`, text === undefined ? 'This file does not exist.' : text.trimEnd()]
}

function wrap(line: string): string {
  return wrapAnsi(line, COLUMNS)
}
