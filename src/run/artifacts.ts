import { appendFileSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import type { Artifact } from '../core/index.ts'
import type { Scrubber } from './scrub.ts'
import { scrubTrace } from './scrub-trace.ts'
import { within } from './within.ts'

/** Collects evidence of one run: screenshot, trace, console. */
export interface Evidence {
  /** Ends collecting. Keeps all of it where the run failed; else nothing, unless it was asked for whatever comes. */
  finish(failed: boolean): Promise<readonly Artifact[]>
}

/** Where the evidence of a run goes. */
export interface EvidencePlace {
  readonly artifactDir: string
  /** Below it, for this run alone. */
  readonly folder: string
  /** Also of a run that passed. */
  readonly keepAlways: boolean
}

const MOST_CONSOLE_BYTES = 256 * 1024
const MOST_TRACE_BYTES = 25 * 1024 * 1024
const SCREENSHOT_LIMIT_MS = 2_000
const TRACE_LIMIT_MS = 5_000

/** Starts collecting into `artifactDir/folder`. What the page says is written as it comes, so that it survives a killed run. */
export async function collectEvidence(
  context: BrowserContext,
  page: Page,
  place: EvidencePlace,
  scrubber: Scrubber,
): Promise<Evidence> {
  const folder = join(place.artifactDir, place.folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  listen(context, consoleFile(join(folder, 'console.log'), scrubber))
  await context.tracing.start({ screenshots: true, snapshots: true })

  return {
    async finish(failed) {
      if (!failed && !place.keepAlways) {
        await within(TRACE_LIMIT_MS, context.tracing.stop())
        discard(folder)
        return []
      }
      await takePicture(page, join(folder, 'screenshot.png'))
      for (const { name, value } of (await within(SCREENSHOT_LIMIT_MS, context.cookies())) ?? []) {
        scrubber.add(`cookie ${name}`, value)
      }
      await saveTrace(context, join(folder, 'trace.zip'), scrubber)
      scrubAgain(join(folder, 'console.log'), scrubber)
      return FILES.flatMap(({ kind, name }) => {
        const bytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size
        return bytes === undefined ? [] : [{ kind, path: `${place.folder}/${name}`, bytes }]
      })
    },
  }
}

const FILES = [
  { kind: 'screenshot', name: 'screenshot.png' },
  { kind: 'trace', name: 'trace.zip' },
  { kind: 'console', name: 'console.log' },
] as const

async function takePicture(page: Page, path: string): Promise<void> {
  const image = await within(SCREENSHOT_LIMIT_MS, page.screenshot({ type: 'png', timeout: SCREENSHOT_LIMIT_MS }))
  if (image) writeFileSync(path, image, { mode: 0o600 })
}

/** The trace as Playwright writes it stays in our temporary folder, which is deleted whatever happens: it has secrets in it. */
async function saveTrace(context: BrowserContext, path: string, scrubber: Scrubber): Promise<void> {
  const raw = join(tmpdir(), `trace-${process.hrtime.bigint()}.zip`)
  const saved = await within(
    TRACE_LIMIT_MS,
    context.tracing.stop({ path: raw }).then(() => true),
  )
  if (saved && statSync(raw).size <= MOST_TRACE_BYTES) await scrubTrace(raw, path, scrubber)
  rmSync(raw, { force: true })
}

/** Deletes a folder of evidence, and the one of its probe if that is empty then. */
function discard(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  try {
    rmdirSync(dirname(folder))
  } catch {
    // Evidence of other runs is in it.
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
