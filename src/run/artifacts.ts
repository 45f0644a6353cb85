import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import type { Artifact } from '../core/index.ts'
import type { Scrubber } from './scrub.ts'
import { scrubTrace } from './scrub-trace.ts'
import { within } from './within.ts'

/** Collects evidence of one run: screenshot, trace, console. */
export interface Evidence {
  /** Ends collecting. Keeps all of it where the run failed, and nothing where it did not. */
  finish(failed: boolean): Promise<readonly Artifact[]>
}

const MOST_CONSOLE_BYTES = 256 * 1024
const MOST_TRACE_BYTES = 25 * 1024 * 1024
const SCREENSHOT_LIMIT_MS = 2_000
const TRACE_LIMIT_MS = 5_000

/** Starts collecting into `artifactDir/folder`. What the page says is written as it comes, so that it survives a killed run. */
export async function collectEvidence(
  context: BrowserContext,
  page: Page,
  place: { readonly artifactDir: string; readonly folder: string },
  scrubber: Scrubber,
): Promise<Evidence> {
  const folder = join(place.artifactDir, place.folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  listen(context, consoleFile(join(folder, 'console.log'), scrubber))
  await context.tracing.start({ screenshots: true, snapshots: true })

  const artifact = (kind: Artifact['kind'], name: string): Artifact => ({
    kind,
    path: `${place.folder}/${name}`,
    bytes: statSync(join(folder, name)).size,
  })

  return {
    async finish(failed) {
      if (!failed) {
        await within(TRACE_LIMIT_MS, context.tracing.stop())
        rmSync(folder, { recursive: true, force: true })
        return []
      }
      const artifacts: Artifact[] = []
      const image = await within(SCREENSHOT_LIMIT_MS, page.screenshot({ type: 'png', timeout: SCREENSHOT_LIMIT_MS }))
      if (image) {
        writeFileSync(join(folder, 'screenshot.png'), image, { mode: 0o600 })
        artifacts.push(artifact('screenshot', 'screenshot.png'))
      }
      for (const { name, value } of (await within(SCREENSHOT_LIMIT_MS, context.cookies())) ?? []) {
        scrubber.add(`cookie ${name}`, value)
      }
      const trace = join(folder, 'trace.zip')
      const saved = await within(
        TRACE_LIMIT_MS,
        context.tracing.stop({ path: trace }).then(() => true),
      )
      if (saved && statSync(trace).size <= MOST_TRACE_BYTES) {
        scrubTrace(trace, scrubber)
        artifacts.push(artifact('trace', 'trace.zip'))
      } else {
        rmSync(trace, { force: true })
      }
      scrubAgain(join(folder, 'console.log'), scrubber)
      artifacts.push(artifact('console', 'console.log'))
      return artifacts
    },
  }
}

function listen(context: BrowserContext, write: (line: string) => void): void {
  context.on('console', (message) => write(`[${message.type()}] ${message.text()}`))
  context.on('weberror', (error) => write(`[uncaught] ${error.error().stack ?? error.error().message}`))
  context.on('requestfailed', (request) =>
    write(`[failed] ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ''}`),
  )
  context.on('response', (response) => {
    if (response.status() >= 400) write(`[${response.status()}] ${response.request().method()} ${response.url()}`)
  })
}

/** What the page said before we knew what must not be shown: a cookie that came with the answer, for one. */
function scrubAgain(path: string, scrubber: Scrubber): void {
  writeFileSync(path, scrubber.text(readFileSync(path, 'utf8')), { mode: 0o600 })
}

/** A file that is appended to line by line, scrubbed, up to its limit. */
export function consoleFile(path: string, scrubber: Scrubber): (line: string) => void {
  let left = MOST_CONSOLE_BYTES
  writeFileSync(path, '', { mode: 0o600 })
  return (line) => {
    const text = `${scrubber.text(line).slice(0, 4_000)}\n`
    left -= Buffer.byteLength(text)
    if (left >= 0) appendFileSync(path, text)
  }
}
