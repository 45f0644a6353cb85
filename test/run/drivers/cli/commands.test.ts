import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Secret, type Target } from '../../../../src/core/index.ts'
import {
  type CliArguments,
  type CliReply,
  type CliRequest,
  cliProbe,
  expect as probeExpect,
} from '../../../../src/probe/index.ts'
import { untilGone } from '../../../support/product.ts'
import { until } from '../../../support/until.ts'
import { runHere, verdictLine } from '../../kit.ts'

const KEY = 'violet-harbour-0123456789'
const TARGET: Target = {
  name: 'here',
  title: 'Here',
  // It has no address, so that the public default hosts would be asked.
  controls: [],
  cli: { command: ['x'], versionArgs: [], env: { KEY: new Secret('KEY', KEY) }, answer: '' },
}
const OPTIONS = { name: 'here', surface: 'cli', every: '1m', timeout: '30s' } as const

/** Runs a script of Node as a probe's only command. */
async function runScript(script: string, request: CliRequest = {}, limits: { stepMs?: number } = {}) {
  let reply: CliReply | undefined
  const body = async ({ cli, step }: CliArguments<'cli'>) => {
    reply = await step('run', () => cli.run([process.execPath, '-e', script], request))
    await step('check', () => probeExpect(1).toBe(1))
  }
  const report = await runHere(cliProbe(OPTIONS, body), TARGET, limits)
  return { report, reply }
}

// A temporary folder of its own: other tests start clients at the same time.
const leftFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('doorwatch-cli-'))
beforeAll(() => vi.stubEnv('TMPDIR', mkdtempSync(join(tmpdir(), 'doorwatch-places-'))))
afterAll(() => vi.unstubAllEnvs())

/** Starts a child, prints its id and goes on; `detached` puts the child into a group of its own. */
const startsChild = (child: string, detached: boolean, then: string) =>
  `const { spawn } = require('node:child_process');
   const child = spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit', detached: ${detached} });
   child.unref(); console.log('pid=' + child.pid); ${then}`
const FOR_EVER = 'setInterval(() => {}, 1000)'
const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"

describe('a command of a cli probe', () => {
  it('sees an environment of its own: PATH, LANG, TZ, what the probe names, and nothing else', async () => {
    process.env.DOORWATCH_TEST_TOKEN = 'must not travel'
    const options = { env: { KEY: new Secret('KEY', 'sesame'), PLACE: '~/.client' } }
    const { reply } = await runScript('console.log(JSON.stringify(process.env))', options)
    delete process.env.DOORWATCH_TEST_TOKEN
    const seen = JSON.parse(reply?.stdout ?? '{}') as Record<string, string>
    expect(
      Object.keys(seen)
        .filter((name) => !['LANG', 'TZ', 'NODE_EXTRA_CA_CERTS'].includes(name))
        .sort(),
    ).toEqual(['HOME', 'KEY', 'PATH', 'PLACE', 'TMPDIR'])
    expect(seen).toMatchObject({ KEY: 'sesame', PLACE: `${seen.HOME}/.client` })
    expect(seen.HOME).not.toBe(process.env.HOME)
    expect(existsSync(seen.HOME ?? '')).toBe(false)
  })

  it('works in a folder of its own with the files it was given, all of which is deleted afterwards', async () => {
    const before = leftFolders()
    const script =
      "const fs = require('fs'); fs.writeFileSync('x', ''); fs.writeFileSync(process.env.TMPDIR + '/y', ''); console.log(process.cwd(), fs.readFileSync(process.env.HOME + '/a/b.json', 'utf8'))"
    const { reply } = await runScript(script, { files: { 'a/b.json': '{"c":1}' } })
    expect(reply?.stdout).toMatch(/doorwatch-cli-\w+\/work \{"c":1\}/)
    expect(leftFolders()).toEqual(before)
  })

  it('cannot have files put outside its home', async () => {
    const { report } = await runScript('1', { files: { '../../escaped': 'x' } })
    expect(verdictLine(report)).toContain('is not inside the command')
  })

  it('reads nothing from standard input', async () => {
    const { reply } = await runScript("process.stdin.on('data', () => {}).on('end', () => console.log('closed'))")
    expect(reply?.stdout.trim()).toBe('closed')
  })

  it('may print more than is kept', async () => {
    const { reply } = await runScript("process.stdout.write('x'.repeat(3 * 1024 * 1024))")
    expect(reply?.stdout.length).toBe(1024 * 1024)
  })

  it('may print without end: it is ended in time, and memory is not', async () => {
    const before = process.memoryUsage().rss
    const endless = 'const b = Buffer.alloc(1e6, 120); const go = () => process.stdout.write(b, go); go()'
    const { report } = await runScript(endless, {}, { stepMs: 3_000 })
    expect(verdictLine(report)).toBe("stalled/provider at 'run': the reply began and did not end within 3 s")
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  it('may print a secret anywhere: no part of it stays, wherever an excerpt is cut', async () => {
    for (let before = 470; before < 520; before += 10) {
      const script = `console.error('x'.repeat(${before + 280}) + '${KEY}' + 'y'.repeat(${before}))`
      const ended = await runScript(`${script}; process.exit(3)`)
      const killed = await runScript(`${script}; setInterval(() => {}, 1000)`, {}, { stepMs: 400 })
      const claimed = await runScript(
        `console.log('{"type":"result","is_error":true,"result":"${'x'.repeat(before + 310)}${KEY}"}')`,
        {
          profile: 'claude-code',
        },
      )
      // Taking the colours out must not put a secret together that was not searched for.
      const coloured = `${KEY.slice(0, 9)}\\x1b[1m${KEY.slice(9)}`
      const dressed = await runScript(`console.error('${coloured}'); console.log('${coloured}'); process.exit(3)`)
      for (const { report } of [ended, killed, claimed, dressed]) {
        expect(report.outcome).toMatch(/^(failed|error)$/)
        expect(JSON.stringify(report)).not.toMatch(new RegExp(`${KEY.slice(0, 6)}|${KEY.slice(-6)}`))
      }
    }
  })

  it.each([
    [
      'an error with exit code 0',
      '{"type":"result","is_error":true,"api_error_status":529,"result":"x"}',
      'overloaded/provider',
    ],
    ['half a result, and dies', '{"type":"result","is_error":false,"resu', 'drift/probe'],
    [
      'the start of a reply, and dies',
      '{"type":"stream_event","event":{"type":"message_start"}}\\n{"type":"resu',
      'truncated/provider',
    ],
    [
      'garbage around its result',
      'warn: x\\n{]\\n{"type":"result","is_error":false,"result":"pong"}\\n\\u0000bye',
      'passed',
    ],
  ])('is classified by its output: %s', async (_what, printed, verdict) => {
    const { report } = await runScript(`process.stdout.write('${printed}')`, { profile: 'claude-code' })
    expect(verdictLine(report)).toContain(verdict)
  })

  it('fails by its exit code, where its output has no other evidence', async () => {
    const { report } = await runScript("console.error('it is broken'); process.exit(3)")
    expect(verdictLine(report)).toBe("server_error/provider at 'run': the command ended with exit code 3")
    expect(report.failure?.detail).toBe('exit code 3: it is broken')
  })

  it('is trouble of this machine where something outside killed it', async () => {
    const { report } = await runScript("process.kill(process.pid, 'SIGKILL')")
    expect(verdictLine(report)).toBe("spawn/ours at 'run': the command was killed by SIGKILL, not by the probe")
  })

  it('has not succeeded with exit code 0, where its profile promises a result', async () => {
    const { report } = await runScript('console.log(\'{"type":"system"}\')', { profile: 'claude-code' })
    expect(verdictLine(report)).toBe(
      "drift/probe at 'run': the output of the client cannot be parsed; compare its version with the profile",
    )
  })

  it('that stays after its whole reply is the client’s fault, and its measures count', async () => {
    const result = '{"type":"result","is_error":false,"result":"pong","duration_api_ms":80}'
    const stays = `console.log('${result}'); setInterval(() => {}, 1000)`
    const { report } = await runScript(stays, { profile: 'claude-code' }, { stepMs: 3_000 })
    expect(verdictLine(report)).toBe("spawn/probe at 'run': the client answered and did not end within 3 s")
    expect(report.steps[0]?.measures).toMatchObject({ api_ms: 80 })
  })

  it('is ended with SIGTERM first, and with SIGKILL two seconds later', async () => {
    // Until then each client has long begun to listen to signals, also on a busy machine.
    const limits = { stepMs: 3_000 }
    const farewell = join(tmpdir(), 'farewell')
    const polite = `process.on('SIGTERM', () => { require('node:fs').writeFileSync('${farewell}', 'bye'); process.exit(0) }); setInterval(() => {}, 1000)`
    const { report } = await runScript(polite, {}, limits)
    expect(verdictLine(report)).toBe("timeout/provider at 'run': no answer within 3 s")
    await until('the farewell', () => existsSync(farewell))
    const from = performance.now()
    await runScript(STUBBORN, {}, limits)
    expect(performance.now() - from).toBeGreaterThan(4_950)
  })
})

describe('what a command leaves behind', () => {
  it.each([
    ['a child in its group', false, FOR_EVER],
    ['a stubborn child in its group', false, STUBBORN],
    ['a child that left its group', true, FOR_EVER],
  ])('ends with it when it ends by itself: %s', async (_what, detached, child) => {
    const { report, reply } = await runScript(startsChild(child, detached, 'setTimeout(() => process.exit(0), 50)'))
    expect(verdictLine(report)).toBe('passed')
    const pid = Number(/pid=(\d+)/.exec(reply?.stdout ?? '')?.[1])
    expect(pid).toBeGreaterThan(0)
    await untilGone([pid])
  })

  it('ends with it although it left its group and cleared its environment', async () => {
    const script = `const { spawn } = require('node:child_process');
      const child = spawn('env', ['-i', 'sleep', '300'], { stdio: 'ignore', detached: true, env: { PATH: process.env.PATH } });
      child.unref(); console.log('pid=' + child.pid); setTimeout(() => {}, 100)`
    const { reply } = await runScript(script)
    const pid = Number(/pid=(\d+)/.exec(reply?.stdout ?? '')?.[1])
    expect(pid).toBeGreaterThan(0)
    await untilGone([pid])
  })

  it.each([
    ['a child in its group', false],
    ['a child that left its group', true],
  ])('ends with it when it is killed: %s', async (_what, detached) => {
    const { report } = await runScript(startsChild(STUBBORN, detached, FOR_EVER), {}, { stepMs: 3_000 })
    const pid = Number(/pid=(\d+)/.exec(report.failure?.detail ?? '')?.[1])
    expect(pid).toBeGreaterThan(0)
    await untilGone([pid])
  })
})
