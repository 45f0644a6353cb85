import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { type RunResult, Secret } from '../../../src/core/index.ts'
import { loginDoor, siteTarget, sleep, startKit, tempFolder, useKit, writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'

const PASSWORD = 'violet-harbour-71'
const folder = tempFolder()
const site = useSite({
  '/echo': (_request, response) =>
    html(
      response,
      `<h1>Your password is ${PASSWORD}</h1><form><input id="field"></form>
       <script>console.log('typed ' + ${JSON.stringify(PASSWORD)}); throw new Error('page broke: ' + btoa('robin:${PASSWORD}'))</script>`,
      200,
      { 'set-cookie': 'session=0123456789abcdef; HttpOnly' },
    ),
})

const kit = useKit(() =>
  startKit({
    folder,
    files: writeProbes(folder, {
      echo: `await step('open', async () => {
          await page.goto(new URL('/echo?password=${PASSWORD}', target.console.url).href)
          await page.locator('#field').fill('${PASSWORD}')
          await expect(page.locator('h1')).toHaveText('Something else', { timeout: 500 })
        })`,
      fine: "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toHaveText('Hello')",
      hangs: `await step('open', () => page.goto(target.console.url)); expect(1).toBe(1)
        await step('hang', () => page.goto(new URL('/never', target.console.url).href))`,
      loops: `await step('open', async () => { await page.goto(new URL('/echo', target.console.url).href); await page.waitForTimeout(300) })
        await step('spin', () => { for (;;); }); expect(1).toBe(1)`,
    }),
    targets: [siteTarget(site().url, { login: loginDoor(site().url, new Secret('LUMEN_PASSWORD', PASSWORD)) })],
  }),
)

function fileOf(result: RunResult, kind: string): string {
  const artifact = result.artifacts?.find((one) => one.kind === kind)
  if (!artifact) throw new Error(`no ${kind} among ${JSON.stringify(result.artifacts)}`)
  const path = join(kit().engine.artifactsDir, artifact.path)
  expect(statSync(path).size).toBe(artifact.bytes)
  expect(statSync(path).mode & 0o077).toBe(0)
  return path
}

describe('evidence of a run that failed', () => {
  it('is a screenshot, a trace that opens, and the console log', async () => {
    const result = await kit().run('echo', { evidence: true })
    expect(result.outcome).toBe('failed')
    expect(result.artifacts?.map(({ kind }) => kind)).toEqual(['screenshot', 'trace', 'console'])
    expect(readFileSync(fileOf(result, 'screenshot')).subarray(1, 4).toString()).toBe('PNG')
    const trace = unzipSync(readFileSync(fileOf(result, 'trace')))
    expect(Object.keys(trace).some((name) => name.endsWith('.trace'))).toBe(true)
    const console = readFileSync(fileOf(result, 'console'), 'utf8')
    expect(console).toContain('[log] typed [secret LUMEN_PASSWORD]')
    expect(console).toContain('[uncaught]')
    expect(result.artifacts?.[0]?.path).toMatch(/^site\/echo\/\d{8}T\d{6}Z?-\d+-confirm-[0-9a-f]{24}\/screenshot\.png$/)
  })

  it('holds no secret, whatever form it took', async () => {
    const result = await kit().run('echo', { evidence: true })
    const trace = unzipSync(readFileSync(fileOf(result, 'trace')))
    const texts = [
      JSON.stringify(result),
      readFileSync(fileOf(result, 'console'), 'latin1'),
      ...Object.values(trace).map((bytes) => strFromU8(bytes, true)),
    ].join('\n')
    expect(texts).toContain('[secret LUMEN_PASSWORD]')
    expect(texts).not.toContain(PASSWORD)
    expect(texts).not.toContain(Buffer.from(`robin:${PASSWORD}`).toString('base64').slice(8, 24))
    expect(texts).not.toContain('0123456789abcdef')
  })

  it('is taken of a run that hangs as well', async () => {
    const result = await kit().run('hangs', { evidence: true })
    expect(result).toMatchObject({ outcome: 'failed', failure: { step: 'hang', class: 'timeout' } })
    expect(result.artifacts?.map(({ kind }) => kind)).toContain('trace')
  })

  it('is kept as far as it came where the run was killed', async () => {
    const run = kit().run('loops', { evidence: true })
    await sleep(200)
    const result = await run
    expect(result).toMatchObject({ outcome: 'error', failure: { class: 'probe_error' } })
    expect(readFileSync(fileOf(result, 'console'), 'utf8')).toContain('typed [secret LUMEN_PASSWORD]')
  })
})

describe('evidence of a run that passed', () => {
  it('is not kept', async () => {
    const result = await kit().run('fine', { evidence: true })
    expect(result.outcome).toBe('passed')
    expect(result.artifacts).toBeUndefined()
    expect(existsSync(join(kit().engine.artifactsDir, 'site/fine'))).toBe(false)
  })
})
