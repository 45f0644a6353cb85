import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { planText } from '../../../src/cli/plan/plan-text.ts'
import { evaluatePlan } from '../../../src/continuity/index.ts'
import { HOUR, type Workflow } from '../../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from '../../continuity/kit.ts'

const GUIDE = 'guides/what-to-do-by-hand-while-no-model-answers-for-the-proposals-team.md'
const PROPOSALS = codeReview({
  ...{ name: 'proposals', people: 9, uses: ['claude/chat'] },
  fallback: { kind: 'manual', guide: GUIDE, guideMaxAgeMs: HOUR, keeps: 0.5 },
})
const SUPPORT = codeReview({
  ...{ name: 'support bot', people: 1_250, uses: ['claude/api'] },
  fallback: { kind: 'stop', protects: 'customers from answers that nobody has read before' },
})

const plain = (_style: string, text: string) => text
const dyed = (style: string, text: string) => `\u001b[${style === 'dim' ? 2 : 1}m${text}\u001b[0m`

function textOf(workflows: readonly Workflow[], columns = 80, paint: typeof plain = plain): string {
  const input = { plan: { workflows, shares: [] }, watched: ['claude/api', 'claude/chat', 'claude/cli'], hosts: {} }
  const evaluation = evaluatePlan({ ...input, readiness: ready([proof()]) }, MONDAY)
  return planText(evaluation, { columns, paint: paint as never })
}

/** The table of workflows: its head and what follows until the next section. */
const workflowsOf = (text: string) => text.split('\n\n')[0]?.split('\n').slice(1) ?? []
const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)))

describe('a plan as text', () => {
  it('says in full what each workflow falls back on, wrapped where it does not fit', () => {
    const lines = workflowsOf(textOf([codeReview(), PROPOSALS, SUPPORT]))
    expect(lines.join('\n')).not.toContain('…')
    const words = lines.join(' ').replace(/\s+/g, ' ')
    expect(words).toContain('customers from answers that nobody has read before')
    expect(lines.join('').replace(/\s/g, '')).toContain(GUIDE)
  })

  it('keeps what is wrapped in its column', () => {
    const lines = workflowsOf(textOf([SUPPORT]))
    const column = lines[0]?.indexOf('fallback') ?? -1
    expect(column).toBeGreaterThan(0)
    for (const line of lines.slice(1)) expect(line.slice(column, column + 1)).toMatch(/\S/)
    for (const line of lines.slice(2)) expect(line.slice(0, column).trim()).toBe('')
  })

  it('puts it below its row on a narrow terminal', () => {
    const lines = workflowsOf(textOf([SUPPORT], 56))
    expect(lines[0]).not.toContain('fallback')
    expect(lines[2]).toMatch(/^ {4}stop, protects customers/)
  })

  it('needs no wrap where there is room', () => {
    const lines = workflowsOf(textOf([codeReview(), SUPPORT], 200))
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^code review +25 +£2,250 +proven +switch to openai\/cli, keeps 60 %$/)
  })

  it('never is wider than the terminal, in colour as without', () => {
    const names = fc.array(fc.constantFrom(codeReview(), PROPOSALS, SUPPORT), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(names, fc.integer({ min: 84, max: 160 }), (workflows, columns) => {
        const named = workflows.map((one, index) => ({ ...one, name: `${one.name} ${index}` }))
        expect(widest(textOf(named, columns))).toBeLessThanOrEqual(columns)
        expect(widest(textOf(named, columns, dyed))).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 25 },
    )
  })

  it('says what a question mark is only where there is one', () => {
    expect(textOf([codeReview()])).not.toContain('? is a promise')
    expect(textOf([PROPOSALS])).toContain('? is a promise')
  })

  it('says that there are no gaps, or what to fix first', () => {
    const { fallback: _, ...bare } = codeReview()
    expect(textOf([bare])).toContain('Gaps, and what to fix first\n1. ')
    expect(textOf([bare])).toMatch(/claude\/cli +UNPROTECTED/)
  })
})
