import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from '@playwright/test'
import { bundleModule } from '../../../src/bundle/index.ts'
import { sandboxTarget } from '../../../src/config/presets/index.ts'
import type { Target } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import type { BrowserProbe } from '../../../src/probe/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/account/account.ts'

// The yardstick: the same steps in a warm browser by Playwright alone, as a person would write it down. Steps are timed
// around the call, as `test.step` does.

/** One batch to run: a probe file, against the sandbox or a site. */
interface RawOrder {
  readonly executablePath: string
  readonly file: string
  readonly times: number
  readonly url: string
}

export interface RawAnswer {
  readonly wallMs: readonly number[]
  /** By step: its wall times. */
  readonly steps: Readonly<Record<string, readonly number[]>>
  readonly measures: Readonly<Record<string, readonly number[]>>
}

let browser: Browser | undefined

async function runBatch(order: RawOrder): Promise<RawAnswer> {
  browser ??= await chromium.launch({ executablePath: order.executablePath, chromiumSandbox: false })
  const module = await bundleModule(join(PACKAGE_ROOT, order.file), join(PACKAGE_ROOT, '.doorwatch/cache'))
  const { default: probe } = (await import(pathToFileURL(module).href)) as { default: BrowserProbe }
  const wallMs: number[] = []
  const steps: Record<string, number[]> = {}
  const measures: Record<string, number[]> = {}
  const note = (notes: Record<string, number[]>, name: string, value: number) => {
    notes[name] = [...(notes[name] ?? []), value]
  }
  for (let turn = 0; turn < order.times; turn += 1) {
    const begun = performance.now()
    const context = await browser.newContext()
    const page = await context.newPage()
    await probe.body({
      page,
      context,
      browser,
      target: targetAt(order.url) as Parameters<BrowserProbe['body']>[0]['target'],
      signal: new AbortController().signal,
      measure: (name, value) => note(measures, name, value),
      async step(name, body) {
        const from = performance.now()
        const value = await body()
        note(steps, name, performance.now() - from)
        return value
      },
    })
    await context.close()
    wallMs.push(performance.now() - begun)
  }
  return { wallMs, steps, measures }
}

/** The sandbox, or a page of the site in place of its chat and console. */
function targetAt(url: string): Target {
  const sandbox = sandboxTarget({ url, controlUrl: '', account: SANDBOX_ACCOUNT, cliEntry: '' })
  if (!url.includes('?') || !sandbox.console || !sandbox.chat) return sandbox
  return { ...sandbox, console: { ...sandbox.console, url }, chat: { ...sandbox.chat, url } }
}

process.on('message', (order: RawOrder) => void runBatch(order).then((answer) => process.send?.(answer)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
