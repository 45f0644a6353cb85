import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UseFile } from '../../../src/app/index.ts'
import { answerFor, answerFromFile } from '../../../src/cli/use/answer.ts'
import { readUseRequest } from '../../../src/cli/use/request.ts'
import type { WorkflowUse } from '../../../src/continuity/index.ts'
import { newFolder } from '../../support/folder.ts'

const NOW = Date.UTC(2026, 2, 2, 12)

const PRIMARY: WorkflowUse = {
  ...{ primary: 'claude/cli', surface: 'claude/cli', mode: 'primary', since: NOW - 1_000, incidents: [] },
}
const SWITCHED: WorkflowUse = { ...PRIMARY, surface: 'openai/cli', mode: 'switch', incidents: ['claude-1'] }

function fileWith(use: WorkflowUse, at = NOW): UseFile {
  const variables = {
    'claude/cli': { ANTHROPIC_BASE_URL: 'https://api.anthropic.com' },
    'openai/cli': { OPENAI_BASE_URL: 'https://api.openai.com/v1', DOORWATCH_KEY_VARIABLE: 'OPENAI_API_KEY' },
  }
  return { version: 1, at, freshForMs: 60_000, workflows: { 'code review': use }, variables }
}

/** Runs `doorwatch use …` against a folder with this file. */
function use(file: UseFile | string | undefined, args: readonly string[] = ['code review'], now = NOW) {
  const folder = newFolder('use')
  mkdirSync(join(folder, '.doorwatch'))
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  if (file !== undefined) writeFileSync(join(folder, '.doorwatch/use.json'), text)
  return answerFromFile(['use', ...args], { folder, state: undefined, now })
}

describe('the answer of doorwatch use', () => {
  it('is one line with the target to use now', () => {
    expect(use(fileWith(PRIMARY))).toEqual({ stdout: 'claude/cli\n', stderr: '', code: 0 })
    expect(use(fileWith(SWITCHED))).toEqual({ stdout: 'openai/cli\n', stderr: '', code: 0 })
  })

  it.each([
    ['stop', 'stop\n'],
    ['manual', 'manual\n'],
    ['down', 'claude/cli\n'],
  ] as const)('exits with 1 where nothing is to be used: %s', (mode, stdout) => {
    const answer = use(fileWith({ ...PRIMARY, mode, incidents: ['claude-1'] }))
    expect(answer).toMatchObject({ stdout, code: 1 })
    expect(answer?.stderr === '').toBe(mode !== 'down')
  })

  it.each([61_000, -61_000])('names the primary, marked stale, without fresh data: written %d ms ago', (age) => {
    for (const workflow of [SWITCHED, { ...PRIMARY, mode: 'stop' } as const]) {
      const stale = {
        stdout: 'claude/cli\n',
        code: 3,
        stderr: expect.stringMatching(/^doorwatch: stale, the worker last/),
      }
      expect(use(fileWith(workflow, NOW - age))).toEqual(stale)
    }
    expect(use(fileWith(SWITCHED, NOW - 59_000))?.code).toBe(0)
  })

  it('leaves to the whole command line what a file cannot answer', () => {
    expect(use(undefined)).toBeUndefined()
    expect(use('{"version":1,')).toBeUndefined()
    expect(use('null')).toBeUndefined()
    expect(use(fileWith(PRIMARY, Number.NaN))).toBeUndefined()
    expect(use({ ...fileWith(PRIMARY), version: 2 } as never)).toBeUndefined()
    expect(use(fileWith(PRIMARY), ['another workflow'])).toBeUndefined()
    expect(use(fileWith(PRIMARY), ['--help'])).toBeUndefined()
    expect(answerFromFile(['status'], { folder: '/', state: undefined, now: NOW })).toBeUndefined()
  })

  it('finds the file next to the configuration and in the state folder', () => {
    const folder = newFolder('use')
    const state = join(folder, 'state')
    mkdirSync(state)
    writeFileSync(join(state, 'use.json'), JSON.stringify(fileWith(SWITCHED)))
    expect(answerFromFile(['use', 'code review'], { folder, state: 'state', now: NOW })?.stdout).toBe('openai/cli\n')
    const args = ['use', 'code review', '--config', join(folder, 'doorwatch.config.ts')]
    expect(answerFromFile(args, { folder: '/', state: 'state', now: NOW })?.stdout).toBe('openai/cli\n')
  })

  it('prints variables for a shell, and JSON', () => {
    expect(use(fileWith(SWITCHED), ['code review', '--env'])?.stdout.split('\n')).toEqual([
      "export DOORWATCH_USE='openai/cli'",
      "export DOORWATCH_MODE='switch'",
      "export OPENAI_BASE_URL='https://api.openai.com/v1'",
      "export DOORWATCH_KEY_VARIABLE='OPENAI_API_KEY'",
      '',
    ])
    expect(use(fileWith({ ...PRIMARY, mode: 'stop' }), ['code review', '--env'])?.stdout).toBe(
      "export DOORWATCH_USE='stop'\nexport DOORWATCH_MODE='stop'\n",
    )
    expect(JSON.parse(use(fileWith(SWITCHED, NOW - 120_000), ['--json', 'code review'])?.stdout ?? '')).toEqual({
      ...{ workflow: 'code review', use: 'claude/cli', mode: 'primary', surface: 'claude/cli', primary: 'claude/cli' },
      ...{ stale: true, incidents: [], variables: { ANTHROPIC_BASE_URL: 'https://api.anthropic.com' } },
    })
  })

  it('cannot make a shell run what the file says', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 20 }), (value, name) => {
        const file = { ...fileWith(PRIMARY), variables: { 'claude/cli': { SAFE: value, [name]: 'x' } } }
        const request = { workflow: 'code review', env: true, json: false }
        const { stdout } = answerFor(request, PRIMARY, file, NOW)
        for (const line of stdout.trimEnd().split('\n')) {
          expect(line).toMatch(/^export [A-Z][A-Z0-9_]*='(?:[^']|'\\'')*'$/)
        }
      }),
    )
    const file = { ...fileWith(PRIMARY), variables: { 'claude/cli': { SAFE: "a'; echo owned; 'b $(id) `id`" } } }
    const { stdout } = answerFor({ workflow: 'code review', env: true, json: false }, PRIMARY, file, NOW)
    const shell = spawnSync('sh', ['-c', `${stdout}printf %s "$SAFE"`], { encoding: 'utf8' })
    expect(shell.stdout).toBe("a'; echo owned; 'b $(id) `id`")
  })
})

describe('the arguments of doorwatch use', () => {
  it('are a workflow, one way to print, and a configuration', () => {
    expect(readUseRequest(['a b', '--env'])).toEqual({ workflow: 'a b', env: true, json: false })
    expect(readUseRequest(['--config=x.ts', 'a'])).toMatchObject({ config: 'x.ts' })
    expect(readUseRequest(['-c', 'x.ts', 'a', '--json'])).toMatchObject({ config: 'x.ts', json: true })
  })

  it.each([[[]], [['a', 'b']], [['a', '--config']], [['a', '--wrong']], [['a', '--env', '--json']], [['-h']]])(
    'are left to the whole command line otherwise: %j',
    (args) => expect(readUseRequest(args)).toBeUndefined(),
  )
})
