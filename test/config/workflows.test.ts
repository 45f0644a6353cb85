import { describe, expect, it } from 'vitest'
import { configuredSurfaces } from '../../src/config/index.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { LOGIN } from './check.ts'
import { folderWith, load as loadText, problemsOf as problemsOfText } from './kit.ts'

const ENVIRONMENT = { KEY: 'k' }
const TARGETS = "targets: [claude({ key: env('KEY') }), openai({ key: env('KEY') })]"

const wrap = (body: string) =>
  `import { anyOf, claude, defineConfig, env, manual, openai, stop, switchTo, workflow } from 'doorwatch'
   export default defineConfig({ ${body} } as never)`

const REVIEW = {
  ...{ people: '25', rate: "{ amount: 90, currency: 'GBP' }", hours: "'Mo-Fr 09:00-18:00 Europe/London'" },
  uses: "['claude/cli']",
}

/** A configuration with one workflow whose keys are these, as source text. */
function withWorkflow(keys: Readonly<Record<string, string>>, more = ''): string {
  const body = Object.entries({ ...REVIEW, ...keys })
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ')
  return wrap(`${TARGETS}, workflows: [workflow('code review', { ${body} })], ${more}`)
}

const load = (text: string) => loadText(text, ENVIRONMENT)
const problems = (text: string) => problemsOfText(text, ENVIRONMENT)
const workflowFrom = async (keys: Readonly<Record<string, string>>) =>
  (await load(withWorkflow(keys))).plan.workflows[0]

describe('a workflow in the configuration', () => {
  it('has its units, its defaults and hours that count across a clock change', async () => {
    const workflow = await workflowFrom({ recoverWithin: "'15m'", tolerates: "'4h'", afterwards: "['check merges']" })
    expect(workflow).toMatchObject({
      ...{ name: 'code review', people: 25, rate: { amount: 90, currency: 'GBP' }, uses: ['claude/cli'] },
      ...{ hitBy: 'degraded', recoverWithinMs: 15 * MINUTE, toleratesMs: 4 * HOUR, afterwards: ['check merges'] },
    })
    expect(workflow?.hours.weekMs).toBe(45 * HOUR)
    expect(Object.isFrozen(workflow)).toBe(true)
  })

  it('switches, goes on by hand, stops, or has no fallback', async () => {
    const fallback = async (text: string) => (await workflowFrom({ fallback: text }))?.fallback
    expect(await fallback("switchTo({ target: 'openai', through: 'openai/cli' })")).toEqual({
      ...{ kind: 'switch', through: 'openai/cli', capacity: 1, proofMaxAgeMs: 30 * 24 * HOUR },
    })
    expect(await fallback("manual({ guide: 'guides/a.md', keeps: 0.4 })")).toEqual({
      ...{ kind: 'manual', guide: 'guides/a.md', keeps: 0.4, guideMaxAgeMs: 180 * 24 * HOUR },
    })
    expect(await fallback("stop({ protects: 'customers', notice: 'off.md' })")).toEqual({
      ...{ kind: 'stop', protects: 'customers', notice: 'off.md' },
    })
    expect((await workflowFrom({}))?.fallback).toBeUndefined()
  })

  it('takes a golden prompt for model B, which needs an API to be asked through', async () => {
    const provenBy = "provenBy: { prompt: 'What is 17 + 25?', answer: '42' }"
    const fallback = { fallback: `switchTo({ through: 'openai/cli', ${provenBy} })` }
    expect((await workflowFrom(fallback))?.fallback).toMatchObject({
      provenBy: { prompt: 'What is 17 + 25?', answer: '42', withinMs: 20_000 },
    })
    const noApi = `targets: [claude({ key: env('KEY') }), { name: 'shop', title: 'Shop', login: ${JSON.stringify(LOGIN)} }]`
    const text = wrap(`${noApi}, workflows: [workflow('code review', { people: 25,
      rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London', uses: ['claude/cli'],
      fallback: switchTo({ through: 'shop/login', ${provenBy} }) })]`)
    expect(await problems(text)).toContainEqual(
      expect.objectContaining({ path: 'workflows[0].fallback.provenBy', expected: 'an API of shop' }),
    )
  })

  it('takes a limit of speed as what hits it, and says what is expected of another value', async () => {
    const hitBy = async (text: string) => (await workflowFrom({ hitBy: text }))?.hitBy
    expect(await hitBy("{ ttft: '8s' }")).toEqual({ ttftMs: 8_000 })
    expect(await hitBy('{ msPerToken: 120 }')).toEqual({ msPerToken: 120 })
    expect(await hitBy("'down'")).toBe('down')
    for (const wrong of ['{}', "'slow'"]) {
      expect(await problems(withWorkflow({ hitBy: wrong }))).toMatchObject([
        { path: 'workflows[0].hitBy', expected: expect.stringContaining("{ ttft: '8s' }") },
      ])
    }
  })

  it('takes alternatives, and a guide that does not exist: that is a finding of the plan', async () => {
    const workflow = await workflowFrom({ uses: "['claude/cli', anyOf('claude/api', 'openai/api')]" })
    expect(workflow?.uses).toEqual(['claude/cli', { anyOf: ['claude/api', 'openai/api'] }])
  })

  it('may use surfaces of the bundled sandbox', async () => {
    const text = wrap(`workflows: [workflow('demo', { ...${source({ ...REVIEW, uses: "['sandbox/session']" })} })]`)
    expect((await load(text)).plan.workflows[0]?.uses).toEqual(['sandbox/session'])
  })
})

function source(keys: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(keys)
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ')} }`
}

describe('problems of a workflow', () => {
  const at = 'workflows[0]'
  it.each([
    ['a surface with a typo', { uses: "['claude/clj']" }, `${at}.uses[0]`, 'Did you mean "claude/cli"?'],
    ['a surface that has no door', { uses: "['claude/chat']" }, `${at}.uses[0]`, /There are: claude\/cli, claude\/api/],
    [
      'an alternative with a typo',
      { uses: "[anyOf('claude/cli', 'cloude/api')]" },
      `${at}.uses[0].anyOf[1]`,
      /claude\/api/,
    ],
    [
      'an RTO longer than what the work tolerates',
      { recoverWithin: "'5h'", tolerates: "'4h'" },
      `${at}.recoverWithin`,
      /lower recoverWithin or raise tolerates/,
    ],
    [
      'an unknown model B',
      { fallback: "switchTo({ target: 'opena', through: 'openai/cli' })" },
      `${at}.fallback.target`,
      'Did you mean "openai"?',
    ],
    [
      'a surface of another target than model B',
      { fallback: "switchTo({ target: 'openai', through: 'claude/api' })" },
      `${at}.fallback.through`,
      /leave target out/,
    ],
    [
      'an unknown surface of model B',
      { fallback: "switchTo({ through: 'openai/cly' })" },
      `${at}.fallback.through`,
      'Did you mean "openai/cli"?',
    ],
    [
      'a switch to itself',
      { fallback: "switchTo({ through: 'claude/cli' })" },
      `${at}.fallback.through`,
      /another provider/,
    ],
    ['hours without a zone', { hours: "'Mo-Fr 09:00-18:00'" }, `${at}.hours`, /Add the time zone of the people/],
    ['hours that are none', { hours: "'Mo-Fr 9-18 Europe/London'" }, `${at}.hours`, /"9-18" is not a time range/],
    [
      'a share in percent',
      { fallback: "manual({ guide: 'a.md', keeps: 40 })" },
      `${at}.fallback.keeps`,
      'Write 40 % as 0.4.',
    ],
    [
      'a guide behind an address',
      { fallback: "manual({ guide: 'https://wiki.corp/a', keeps: 0.4 })" },
      `${at}.fallback.guide`,
      /Keep a copy next to the configuration/,
    ],
    [
      'an unknown key of a fallback',
      { fallback: "switchTo({ through: 'openai/cli', capasity: 1 })" },
      `${at}.fallback.capasity`,
      'Did you mean "capacity"?',
    ],
    ['an unknown key', { recoverwithin: "'5m'" }, `${at}.recoverwithin`, 'Did you mean "recoverWithin"?'],
  ] as const)('%s is named with key and what to do', async (_, keys, path, hint) => {
    const findings = await problems(withWorkflow(keys))
    expect(findings).toMatchObject([{ source: 'doorwatch.config.ts', path, hint: expect.stringMatching(hint) }])
  })

  it('a currency that does not exist, nobody at work, no surface: each says what is expected', async () => {
    const expected = async (keys: Readonly<Record<string, string>>) =>
      (await problems(withWorkflow(keys))).map((problem) => problem.expected)
    expect(await expected({ rate: "{ amount: 90, currency: 'POUND' }" })).toEqual([
      'the code of a currency, such as GBP, EUR or USD',
    ])
    expect(await expected({ people: '0' })).toEqual(['at least 1'])
    expect(await expected({ uses: '[]' })).toEqual(['at least 1 entry'])
    expect(await expected({ fallback: "'openai'" })).toEqual(['an object'])
    expect(await expected({ fallback: "{ kind: 'swich' }" })).toEqual(['one of switch, stop, manual'])
  })

  it('two workflows of one name are named', async () => {
    const workflowCall = `workflow('a', ${source(REVIEW)})`
    expect(await problems(wrap(`${TARGETS}, workflows: [${workflowCall}, ${workflowCall}]`))).toMatchObject([
      { path: 'workflows[1].name', hint: expect.stringContaining('workflows[0] has this name already') },
    ])
  })
})

describe('parts that surfaces share', () => {
  it('are named with surfaces and whole targets', async () => {
    const config = await load(withWorkflow({}, "shares: { 'sign-in': ['claude', 'openai/cli'] }"))
    expect(config.plan.shares).toEqual([{ name: 'sign-in', by: ['claude', 'openai/cli'] }])
  })

  it('by an unknown target or surface, or by one alone, are a problem', async () => {
    const findings = await problems(withWorkflow({}, "shares: { 'sign-in': ['claud', 'openai/cly'] }"))
    expect(findings.map(({ path, hint }) => [path, hint])).toEqual([
      ['shares.sign-in[0]', 'Did you mean "claude"?'],
      ['shares.sign-in[1]', 'Did you mean "openai/cli"?'],
    ])
    expect(await problems(withWorkflow({}, "shares: { 'sign-in': ['claude'] }"))).toMatchObject([
      { expected: 'at least 2 entries' },
    ])
  })

  it.each(['claude/cli/x', 'claude/cli/', 'claude//cli', 'claude/'])(
    'by %s, which begins like a surface, are a problem',
    async (name) => {
      expect(await problems(withWorkflow({}, `shares: { 'sign-in': ['${name}', 'openai/cli'] }`))).toMatchObject([
        { path: 'shares.sign-in[0]', expected: 'a surface that is watched', got: `"${name}"` },
      ])
    },
  )
})

describe('surfaces of probes of the user', () => {
  it('are looked up once the probes are loaded; their target is checked at once', async () => {
    const probe = { 'mine/search.probe.ts': 'export default undefined' }
    const { loadConfig } = await import('../../src/config/index.ts')
    const text = withWorkflow({ uses: "['claude/search']" }, "probes: ['mine']")
    const folder = folderWith({ 'doorwatch.config.ts': text, ...probe })
    const config = await loadConfig({ folder, environment: ENVIRONMENT })
    expect(config.names).toContainEqual({
      ...{ kind: 'surface', name: 'claude/search', bare: false, path: 'workflows[0].uses[0]' },
    })
  })
})

describe('the surfaces that a configuration watches', () => {
  it('are those of its doors, without what the schedule turns off', async () => {
    const surfaces = async (text: string) => configuredSurfaces(await load(text))
    expect(await surfaces(wrap(TARGETS))).toEqual(['claude/cli', 'claude/api', 'openai/cli', 'openai/api'])
    expect(await surfaces(wrap(`${TARGETS}, schedule: { 'openai/*': { off: true }, cli: { off: true } }`))).toEqual([
      'claude/api',
    ])
    expect(await surfaces(wrap('sandbox: true'))).toEqual(
      ['login', 'session', 'chat', 'console', 'cli', 'api'].map((surface) => `sandbox/${surface}`),
    )
  })
})
