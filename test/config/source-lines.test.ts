import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesIn } from '../../src/config/index.ts'
import { linesIn } from '../../src/config/source-lines.ts'
import { newFolder } from '../support/folder.ts'

const EXAMPLE = readFileSync(new URL('../../src/continuity/example/doorwatch.config.ts', import.meta.url), 'utf8')
const lineOf = (text: string, key: string, workflows: readonly string[]) => linesIn(text, workflows)(key)
const NAMES = ['code review', 'support bot', 'proposals']
/** The line of the text that a key is found on. */
const textOf = (text: string, key: string, names: readonly string[] = NAMES) => {
  const line = lineOf(text, key, names)
  return line === undefined ? undefined : text.split('\n')[line - 1]?.trim()
}

describe('the line of a key in a configuration', () => {
  it.each([
    ['workflows[0]', "workflow('code review', {"],
    ['workflows[0].recoverWithin', "recoverWithin: '15m',"],
    ['workflows[0].fallback', 'fallback: switchTo({'],
    [
      'workflows[1].fallback',
      "fallback: stop({ protects: 'customers from wrong answers', notice: 'notices/support-bot-off.md' }),",
    ],
    ['workflows[2].owner', "owner: 'sales@example.org',"],
    ['workflows', 'workflows: ['],
    ["schedule['openai/api'].off", "schedule: { 'openai/api': { off: true } },"],
  ])('finds %s in the example', (key, line) => {
    expect(textOf(EXAMPLE, key)).toBe(line)
  })

  it('finds what stands in a call and in a spread', () => {
    expect(textOf(EXAMPLE, 'workflows[0].fallback.provenBy')).toMatch(/^provenBy: \{ prompt: 'What is 17 \+ 25\?/)
    expect(textOf(EXAMPLE, 'workflows[0].fallback.capacity')).toMatch(/^\.\.\.\{ target: 'openai'/)
  })

  it.each([
    ['workflows[1].recoverWithin', "workflow('support bot', {"],
    ['workflows[2].afterwards', "workflow('proposals', {"],
    ["schedule['claude/cli'].every", "schedule: { 'openai/api': { off: true } },"],
    ['alerts.channels[0].drills', 'export default defineConfig({'],
    ['falseAlarmDays', 'export default defineConfig({'],
  ])('gives for %s, which is not written, the line of what it belongs in', (key, line) => {
    expect(textOf(EXAMPLE, key)).toBe(line)
  })

  it('reads over comments, strings, templates and patterns that look like keys', () => {
    const text = `// workflow('a', { owner: 'x' })
const url = \`https://\${host({ a: '}' })}/workflow('a', {\`
export default defineConfig({
  /* workflows: [ */ probes: ['workflow("a", {'],
  pattern: /[/{"]workflow\\('a'/, ratio: 4 / 2, "quoted-key": 1,
  workflows: [
    workflow("a", { people: 3, /* owner: 'no' */ hours: "Mo 09:00-10:00 UTC, 'x'",
      owner: 'ops' }),
  ],
  alerts: { channels: [slack({ url: env('A') }), {
    kind: 'webhook', drills: true } ] },
})`
    expect(lineOf(text, 'workflows[0]', ['a'])).toBe(7)
    expect(lineOf(text, 'workflows[0].owner', ['a'])).toBe(8)
    expect(lineOf(text, 'workflows[0].fallback', ['a'])).toBe(7)
    expect(lineOf(text, 'alerts.channels[1].drills', [])).toBe(11)
    expect(lineOf(text, 'alerts.channels[0].drills', [])).toBe(10)
    expect(lineOf(text, 'pattern', [])).toBe(5)
    expect(lineOf(text, 'alerts.routes', [])).toBe(10)
  })

  it('knows no line where code builds the workflow or the configuration', () => {
    const built = 'const all = names.map((name) => workflow(name, base))\nexport default defineConfig(config(all))\n'
    expect(lineOf(built, 'workflows[0].owner', ['a'])).toBeUndefined()
    expect(lineOf(built, 'falseAlarmDays', ['a'])).toBeUndefined()
    expect(lineOf('', 'workflows', [])).toBeUndefined()
  })

  it('finds a workflow by its name wherever it stands in the list', () => {
    const text = "const b = workflow('it\\'s b', { owner: 'x' })\nconst a = workflow('a', {\n  owner: 'y' })"
    expect(lineOf(text, 'workflows[0].owner', ['a', "it's b"])).toBe(3)
    expect(lineOf(text, 'workflows[1].owner', ['a', "it's b"])).toBe(1)
  })

  it('ends for every text, with a line of it or none', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ',',
      "'",
      '`',
      '/',
      '${',
      'workflow(',
      "'a'",
      'owner',
      ':',
      '\n',
      '...',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = `defineConfig({${pieces.join('')}`
        for (const key of ['workflows[0].owner', 'owner', 'owner[0].a']) {
          const line = lineOf(text, key, ['a'])
          if (line !== undefined) expect(line).toBeLessThanOrEqual(text.split('\n').length)
        }
      }),
    )
  })
})

describe('the place of a key', () => {
  it('is the file with the line, under the name that it is shown as', () => {
    const file = join(newFolder('config'), 'doorwatch.config.ts')
    writeFileSync(file, 'export default defineConfig({\n  falseAlarmDays: 30,\n})\n')
    const config = { file, plan: { workflows: [], shares: [] } }
    expect(placesIn(config)('falseAlarmDays')).toBe('doorwatch.config.ts:2')
    expect(placesIn(config, 'src/continuity/example/doorwatch.config.ts')('falseAlarmDays')).toBe(
      'src/continuity/example/doorwatch.config.ts:2',
    )
  })

  it('is not known without a file, or where the file is gone', () => {
    const plan = { workflows: [], shares: [] }
    expect(placesIn({ plan })('falseAlarmDays')).toBeUndefined()
    expect(placesIn({ plan, file: '/nowhere/doorwatch.config.ts' })('falseAlarmDays')).toBeUndefined()
  })
})
