import { describe, expect, it } from 'vitest'
import { planPages } from '../../../src/cli/plan/plan-pages.ts'
import { evaluatePlan } from '../../../src/continuity/index.ts'
import { HOUR, MINUTE, type Workflow } from '../../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from '../../continuity/kit.ts'

function pagesOf(workflows: readonly Workflow[], files: Readonly<Record<string, string | undefined>> = {}) {
  const input = { plan: { workflows, shares: [] }, watched: ['claude/cli'], hosts: {}, readiness: ready([proof()]) }
  const text = planPages(evaluatePlan(input, MONDAY), workflows, files)
  const parts = text.split(/^={80}\n(.+)\n={80}\n\n/m).slice(1)
  const pages = parts.flatMap((part, index) => (index % 2 === 0 ? [`${part}\n${parts[index + 1]}`] : []))
  return { text, pages }
}

const MANUAL = codeReview({
  ...{ name: 'proposals', owner: 'sales@example.org', recoverWithinMs: 15 * MINUTE, afterwards: ['send what waited'] },
  fallback: { kind: 'manual', guide: 'guides/a.md', guideMaxAgeMs: HOUR, keeps: 0.4 },
})

describe('a plan to print', () => {
  it('has the whole plan for who is on call, and a page for each workflow', () => {
    const { pages, text } = pagesOf([codeReview(), MANUAL])
    expect(pages.map((page) => page.split('\n')[0])).toEqual([
      'On call: the whole plan (2026-03-02)',
      'code review (2026-03-02)',
      'proposals (2026-03-02)',
    ])
    expect(text).not.toContain('\u001b')
  })

  it('says what a workflow works with, who keeps it and how soon it has to be back', () => {
    const [, page = ''] = pagesOf([MANUAL]).pages
    expect(page).toContain('Works with: claude/cli.\nHours: 09:00-17:00 UTC. People: 25.\nOwner: sales@example.org.')
    expect(page).toContain('Objective: back within 15 min (RTO).')
    expect(pagesOf([codeReview()]).pages[1]).toContain('Owner: nobody is named.')
  })

  it.each<readonly [Partial<Workflow>, string]>([
    [{}, 'Switch to openai/cli. It carries 60 % of the work.'],
    [{ fallback: MANUAL.fallback as never }, 'Go on by hand, as guides/a.md says. It keeps 40 % of the work.'],
    [{ fallback: { kind: 'stop', protects: 'customers' } }, 'Stop. It protects customers.'],
    [{ fallback: { kind: 'stop', protects: 'x', notice: 'n.md' } }, 'Publish the notice n.md.'],
  ])('says what to do when it fails: %j', (changes, words) => {
    expect(pagesOf([codeReview(changes)]).pages[1]).toContain(words)
  })

  it('says whom to ask where there is no fallback', () => {
    const { fallback: _, ...bare } = codeReview({ owner: 'ana' })
    expect(pagesOf([bare]).pages[1]).toContain('There is no fallback. Ask ana.')
    const { owner: __, ...withoutOwner } = bare
    expect(pagesOf([withoutOwner]).pages[1]).toContain('There is no fallback. Ask who is on call.')
  })

  it('prints guides in full, and names one that is missing', () => {
    const whole = pagesOf([MANUAL], { 'guides/a.md': 'First:\n  call sales.\n\n' }).pages[1]
    expect(whole).toContain('--- guides/a.md ---\nFirst:\n  call sales.\n')
    expect(pagesOf([MANUAL]).pages[1]).toContain('--- guides/a.md ---\nThis file does not exist.')
  })

  it('has boxes to tick for what is to do afterwards, and why a fallback is not proven', () => {
    const page = pagesOf([MANUAL]).pages[1] ?? ''
    expect(page).toContain('Afterwards\n[ ] send what waited')
    expect(page).toMatch(/Not proven: .+\./)
    expect(pagesOf([codeReview()]).pages[1]).not.toContain('Afterwards')
  })
})
