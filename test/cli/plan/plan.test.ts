import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { folderWith } from '../../config/kit.ts'
import { command } from '../../support/command.ts'

const EXAMPLE = join(PACKAGE_ROOT, 'src/continuity/example/doorwatch.config.ts')
const KEYS = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'b' }

const plan = (args: readonly string[] = [], folder = folderWith({}), environment: Record<string, string> = {}) =>
  command(folder, ['plan', ...args], {
    ...KEYS,
    DOORWATCH_DB: join(folder, 'none.sqlite'),
    DOORWATCH_STATE: folder,
    ...environment,
  })

/** A configuration of the sandbox with this text for `workflows`. */
const sandboxWith = (workflows: string, more: Readonly<Record<string, string>> = {}) =>
  folderWith({
    'doorwatch.config.ts': `import { anyOf, defineConfig, manual, stop, switchTo, workflow } from 'doorwatch'
      const base = { people: 5, rate: { amount: 60, currency: 'EUR' }, hours: 'Mo-Fr 09:00-17:00 Europe/Berlin' }
      export default defineConfig({ sandbox: true, workflows: [${workflows}] })`,
    ...more,
  })

const ALL_SURFACES = "['sandbox/login', 'sandbox/chat', 'sandbox/console', 'sandbox/cli', 'sandbox/api']"
const GUIDE = "manual({ guide: 'a.md', keeps: 0.4 })"

describe('doorwatch plan', () => {
  it('prints workflows, matrix, shares and what to fix first within 80 columns, without colour', async () => {
    const { code, stdout } = await plan(['--config', EXAMPLE])
    expect(code).toBe(0)
    expect(
      stdout
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 80),
    ).toEqual([])
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toMatch(/^claude\/cli +switches\? +goes on +goes on$/m)
    expect(stdout).toMatch(/^claude +switches\? +stops +by hand$/m)
    expect(stdout).toMatch(/^everything +UNPROTECTED +stops +by hand$/m)
    expect(stdout).toMatch(/^claude\/api +\d+ % +0 % +\d+ % +£240 /m)
    expect(stdout).toMatch(/^1\. "code review": openai\/cli is not measured/m)
    expect(stdout).toContain('Work hours that need each provider: claude 100 %.')
  })

  it('says that there is no database, and that nothing is measured therefore', async () => {
    expect((await plan(['--config', EXAMPLE])).stdout).toMatch(/^There is no database at .*none\.sqlite: no switch is/)
  })

  it('without workflows says how to write the first one, with a surface that exists', async () => {
    const { code, stdout } = await plan()
    expect(code).toBe(0)
    expect(stdout).toContain("uses: ['sandbox/cli']")
    expect(stdout).toContain('doorwatch help plan')
    expect((await plan(['--check'])).code).toBe(1)
  })

  it('puts workflows that do not fit side by side below each other', async () => {
    const many = Array.from(
      { length: 9 },
      (_, index) => `workflow('workflow ${index}', { ...base, uses: ${ALL_SURFACES} })`,
    )
    const { stdout } = await plan([], sandboxWith(many.join(',')))
    expect(
      stdout
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 80),
    ).toEqual([])
    expect(stdout.match(/^while down +workflow/gm)?.length).toBe(2)
  })
})

describe('doorwatch plan --check', () => {
  it('is 0 where every workflow is protected and every surface is used', async () => {
    const workflows = `workflow('demo', { ...base, owner: 'ops', uses: ${ALL_SURFACES}, fallback: ${GUIDE} })`
    const { code, stdout } = await plan(['--check'], sandboxWith(workflows, { 'a.md': 'Reviewed: 2999-01-01' }))
    expect([code, stdout.split('\n')[1]]).toEqual([0, 'plan: 1 of 1 workflows are protected'])
  })

  it('is 1 with one line per finding: unprotected, unused, guide gone or too old', async () => {
    const check = async (workflows: string, more: Readonly<Record<string, string>> = {}) => {
      const { code, stdout } = await plan(['--check'], sandboxWith(workflows, more))
      return [code, ...stdout.trim().split('\n').slice(1)]
    }
    expect(await check(`workflow('demo', { ...base, uses: ${ALL_SURFACES} })`)).toEqual([
      1,
      expect.stringMatching(
        /^plan: "demo" has no fallback\. Give workflow "demo" a fallback.* \(doorwatch\.config\.ts:3\)$/,
      ),
    ])
    const byHand = `workflow('demo', { ...base, owner: 'ops', uses: ${ALL_SURFACES}, fallback: ${GUIDE} })`
    expect(await check(byHand)).toEqual([1, expect.stringContaining('the guide a.md does not exist')])
    expect(await check(byHand, { 'a.md': 'Reviewed: 2020-01-01' })).toEqual([
      1,
      expect.stringMatching(/the guide a\.md was last reviewed 2\d{3} d .*ago \(limit 180 d\)/),
    ])
    const partly = `workflow('demo', { ...base, uses: ['sandbox/chat'], fallback: stop({ protects: 'x' }) })`
    expect((await check(partly)).slice(1).map((line) => /plan: (\S+) is watched/.exec(String(line))?.[1])).toEqual([
      ...['sandbox/login', 'sandbox/console', 'sandbox/cli', 'sandbox/api'],
    ])
  })

  it('is 3 where only switches are open, because there is no database to know them from', async () => {
    const folder = folderWith({
      'doorwatch.config.ts': `import { defineConfig, openai, claude, env, switchTo, workflow } from 'doorwatch'
        export default defineConfig({
          targets: [claude({ key: env('ANTHROPIC_API_KEY') }), openai({ key: env('OPENAI_API_KEY') })],
          workflows: [workflow('demo', {
            people: 5, rate: { amount: 60, currency: 'EUR' }, hours: 'Mo-Fr 09:00-17:00 Europe/Berlin',
            uses: ['claude/cli', 'claude/api'], fallback: switchTo({ through: 'openai/cli' }),
          })],
          schedule: { 'openai/api': { off: true } },
        })`,
    })
    expect((await plan(['--check'], folder)).code).toBe(3)
  })
})

describe('doorwatch plan --json', () => {
  it('gives the evaluation with ISO times and rounded numbers, and whether it is measured', async () => {
    const { code, stdout } = await plan(['--config', EXAMPLE, '--json'])
    const json = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(json).toMatchObject({ ok: false, measured: false, at: expect.stringMatching(/^\d{4}-.*Z$/) })
    expect(json.workflows[0]).toMatchObject({ name: 'code review', protection: 'promised', weekHours: 25 * 45 })
    expect(json.scenarios.map(({ down }: { down: string }) => down)).toContain('everything')
    const claude = json.scenarios.find(({ down }: { down: string }) => down === 'claude')
    expect(claude.hourly).toEqual([
      { currency: 'GBP', withoutPlan: 3_165, saved: 270, cost: 2_895, promised: 1_350, switching: 0 },
    ])
  })
})

describe('doorwatch plan --print', () => {
  it('has a page for who is on call and one per workflow, with guides and notices in full', async () => {
    const { stdout } = await plan(['--config', EXAMPLE, '--print'])
    const titles = [...stdout.matchAll(/^=+\n(.+) \(\d{4}-\d\d-\d\d\)\n=+$/gm)].map(([, title]) => title)
    expect(titles).toEqual(['On call: the whole plan', 'code review', 'support bot', 'proposals'])
    expect(stdout).toContain('A second person reads the proposal before it is sent.')
    expect(stdout).toContain('Our chat assistant is switched off')
    expect(stdout).toContain('[ ] Review merges that were made without the assistant')
    expect(stdout).toContain('Objective: back within 15 min (RTO), may stand at most 4 h (MTPD).')
  })

  it('names a guide that does not exist', async () => {
    const workflows = `workflow('demo', { ...base, uses: ${ALL_SURFACES}, fallback: ${GUIDE} })`
    const { stdout } = await plan(['--print'], sandboxWith(workflows))
    expect(stdout).toContain('--- a.md ---\nThis file does not exist.')
    expect(stdout).toContain('Not proven: no owner is named.')
  })
})
