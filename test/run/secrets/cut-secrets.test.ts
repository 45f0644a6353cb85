import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret, SILENT, type Target } from '../../../src/core/index.ts'
import { apiProbe, cliProbe, expect as expected } from '../../../src/probe/index.ts'
import { type Kit, loginDoor, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'
import { runHere } from '../kit.ts'

// What is longer than it may be is cut. A secret that stood across the cut must not be left behind in half.
const VALUE = 'violet-harbour-71-planted-key-9c1d'
const BEGINNING = VALUE.slice(0, 8)
const KEY = new Secret('LUMEN_KEY', VALUE)
/** Much longer than the sign that stands for it: what comes after it moves to the front. */
const LONG = new Secret('LONG_KEY', 'k0-'.repeat(600))
const COOKIE = 'amber-cookie-of-the-session-55e0'

/** A text in which the secret stands across `at`. */
const across = (at: number) => `${'x'.repeat(at - VALUE.length / 2)}${VALUE}${'y'.repeat(400)}`

const folder = tempFolder()
const site = useSite({
  '/long': (_request, response) =>
    html(response, `<p>${LONG.reveal()} ${across(2_000 - LONG.reveal().length - 1)}</p>`),
  '/console': (_request, response) =>
    html(response, `<script>console.log(${JSON.stringify(across(4_000 - '[log] '.length))})</script><h1>Hello</h1>`),
  '/cookie': (_request, response) =>
    html(response, `<h1>Hello</h1><script>console.log('z'.repeat(3960) + ' cookie ${COOKIE}')</script>`, 200, {
      'set-cookie': `session=${COOKIE}; HttpOnly`,
    }),
  '/error': (_request, response) => {
    response.writeHead(500, { 'content-type': 'application/json', 'request-id': across(100) })
    response.end(JSON.stringify({ error: { type: 'api_error', message: across(1_850) } }))
  },
})
const logged: string[] = []
let kit: Kit

beforeAll(async () => {
  const hear = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    void logged.push(`${event} ${JSON.stringify(fields ?? {})}`)
  kit = await startKit({
    folder,
    files: writeProbes(folder, {
      page: `await step('open', async () => { await page.goto(target.console.url + 'long'); await expect(page.locator('h1')).toBeVisible({ timeout: 300 }) })`,
      named: `await step('open ${across(100)}', async () => { await page.goto(target.console.url); expect(1).toBe(2) })`,
      quoted: `await step('open', async () => { await page.goto(target.console.url + 'console'); expect(1).toBe(2) })`,
      given: `await step('open', async () => { await page.goto(target.console.url + 'cookie'); expect(1).toBe(2) })`,
      stray: `await step('open', async () => { Promise.reject(new Error('${across(1_900)}')); await page.goto(target.console.url); expect(1).toBe(1) })`,
    }),
    targets: [
      siteTarget(`${site().url}/`, {
        login: loginDoor(site().url, KEY),
        api: { url: '', key: LONG, model: 'm', prompt: 'p', answer: 'a' },
      }),
    ],
    more: { log: { ...SILENT, warn: hear, error: hear } },
  })
})
afterAll(() => kit.engine.stop())

function evidenceOf(artifacts: readonly { kind: string; path: string }[] | undefined): string {
  const path = artifacts?.find(({ kind }) => kind === 'console')?.path ?? ''
  return readFileSync(join(kit.engine.artifactsDir, path), 'utf8')
}

describe('a secret across the place where a text is cut', () => {
  it.each(['page', 'named'])('is not left in half in what is reported of a page: %s', async (probe) => {
    const run = await kit.run(probe)
    expect(run.outcome).not.toBe('passed')
    expect(JSON.stringify(run)).toMatch(/xxxx/)
    expect(JSON.stringify(run)).not.toContain(BEGINNING)
  })

  it('is not left in half in a line of the console', async () => {
    const text = evidenceOf((await kit.run('quoted', { evidence: true })).artifacts)
    expect(text).toMatch(/xxxx/)
    expect(text).not.toContain(BEGINNING)
  })

  it('is not left in half where it was a cookie that came with the page', async () => {
    const text = evidenceOf((await kit.run('given', { evidence: true })).artifacts)
    expect(text).toMatch(/zzz cookie \[secret/)
    expect(text).not.toContain(COOKIE.slice(0, 8))
  })

  it('is not left in half in the log, where a probe throws outside its run', async () => {
    await kit.run('stray')
    await expect.poll(() => logged.join('\n')).toContain('unhandledRejection')
    expect(logged.join('\n')).toMatch(/xxxx/)
    expect(logged.join('\n')).not.toContain(BEGINNING)
  })

  it('is not left in half of an answer, nor of its headers', async () => {
    const target: Target = {
      ...siteTarget(site().url),
      api: { url: site().url, key: KEY, model: 'm', prompt: 'p', answer: 'a' },
    }
    const probe = apiProbe(
      { name: 'api', surface: 'api', every: '1m', timeout: '10s' },
      async ({ http, step, target: { api } }) => {
        await step('ask', async () => expected((await http.request(`${api.url}/error`)).status).toBe(200))
      },
    )
    const report = JSON.stringify(await runHere(probe, target))
    expect(report).toMatch(/request x+/)
    expect(report).not.toContain(BEGINNING)
  })

  it.each([
    ['kept output ends', 1_024 * 1_024, 3],
    ['kept output ends, after so many others that all of it is short again', 1_024 * 1_024, 20_000],
  ])('is not left in half where %s', async (_where, at, others) => {
    const before = `${VALUE} `.repeat(others)
    const script = `process.stderr.write(${JSON.stringify(`${VALUE} `)}.repeat(${others}) + 'x'.repeat(${at - before.length - 20}) + ${JSON.stringify(VALUE)} + 'y'.repeat(5000)); setInterval(() => {}, 1e6)`
    const target: Target = {
      ...siteTarget(site().url),
      cli: { command: [process.execPath, '-e', script], versionArgs: [], env: { LUMEN_KEY: KEY }, answer: 'a' },
    }
    const probe = cliProbe(
      { name: 'cli', surface: 'cli', every: '1m', timeout: '20s' },
      async ({ cli, step, target: { cli: door } }) => {
        const reply = await step('ask', () => cli.run(door.command, { env: door.env }))
        expected(reply.answer).toBe('a')
      },
    )
    const report = await runHere(probe, target, { stepMs: 2_500 })
    expect(report.failure?.detail).toMatch(/x{9}/)
    expect(report.outcome).toBe('failed')
    expect(JSON.stringify(report)).not.toContain(BEGINNING)
  })
})
