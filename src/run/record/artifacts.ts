import { appendFileSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import type { Artifact } from '../../core/index.ts'
import { within } from '../async/within.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { scrubTrace } from '../secrets/scrub-trace.ts'

/** Evidence of one run: screenshot, trace, console. */
export interface Evidence {
  /** Ends the collection. Keeps it where the run failed or `keepAlways` is set, else deletes it. */
  finish(failed: boolean): Promise<readonly Artifact[]>
}

/** Where the evidence of a run goes. */
export interface EvidencePlace {
  readonly artifactDir: string
  /** Folder of this run below `artifactDir`. */
  readonly folder: string
  /** Keeps the evidence of a run that passed too. */
  readonly keepAlways: boolean
}

const MOST_CONSOLE_BYTES = 256 * 1024
const MOST_OF_A_LINE = 4_000
const MOST_TRACE_BYTES = 25 * 1024 * 1024
const SCREENSHOT_LIMIT_MS = 2_000
const TRACE_LIMIT_MS = 5_000

/** Starts to collect into `artifactDir/folder`. Console lines are written as they come, so that they survive a killed run. */
export async function collectEvidence(
  context: BrowserContext,
  page: Page,
  place: EvidencePlace,
  secrets: {
    readonly scrubber: Scrubber
    /** Adds the secrets that the run got meanwhile to the scrubber, cookies above all. Takes at most half a second. */
    readonly learn: () => Promise<void>
  },
): Promise<Evidence> {
  const { scrubber, learn } = secrets
  const folder = join(place.artifactDir, place.folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = createConsoleLog(consoleFile(join(folder, 'console.log'), scrubber), learn)
  listen(context, log.add)
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
      await log.written()
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

/** Playwright's trace has secrets in it, so it is written to the runner's temporary folder, which is always deleted. */
async function saveTrace(context: BrowserContext, path: string, scrubber: Scrubber): Promise<void> {
  const raw = join(tmpdir(), `trace-${process.hrtime.bigint()}.zip`)
  const saved = await within(
    TRACE_LIMIT_MS,
    context.tracing.stop({ path: raw }).then(() => true),
  )
  if (saved && statSync(raw).size <= MOST_TRACE_BYTES) await scrubTrace(raw, path, scrubber)
  rmSync(raw, { force: true })
}

/** Deletes a folder of evidence, and the folder of its probe where that is empty then. */
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
  context.on('weberror', (error) => write(`[uncaught] ${thrownText(error.error())}`))
  context.on('requestfailed', (request) =>
    write(`[failed] ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ''}`),
  )
  context.on('response', (response) => {
    if (response.status() >= 400) write(`[${response.status()}] ${response.request().method()} ${response.url()}`)
  })
}

/** A page may throw any value, null too, whatever the type says. */
function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

/**
 * Writes lines after the scrubber has the newest secrets: a page may print a cookie that it just received, and the lines
 * of a killed run are not scrubbed again.
 */
function createConsoleLog(write: (line: string) => void, learn: () => Promise<void>) {
  const lines: string[] = []
  let room = MOST_CONSOLE_BYTES
  let writing: Promise<void> | undefined

  async function flush(): Promise<void> {
    while (lines.length > 0) {
      await learn()
      for (const line of lines.splice(0)) write(line)
    }
    writing = undefined
  }

  return {
    add(line: string) {
      // A page may print more in a moment than the file may hold.
      room -= Math.min(line.length, MOST_OF_A_LINE)
      if (room < 0) return
      lines.push(line)
      writing ??= flush()
    },
    async written() {
      await writing
    },
  }
}

/** Scrubs the lines that were written before the scrubber had a secret. */
function scrubAgain(path: string, scrubber: Scrubber): void {
  writeFileSync(path, scrubber.text(readFileSync(path, 'utf8')), { mode: 0o600 })
}

/** Creates a file and returns what appends a scrubbed line, up to 256 KB. */
export function consoleFile(path: string, scrubber: Scrubber): (line: string) => void {
  let bytesLeft = MOST_CONSOLE_BYTES
  writeFileSync(path, '', { mode: 0o600 })
  return (line) => {
    const clean = scrubber.text(line)
    // The ellipsis marks a cut line for the scrubber, which then also finds half a secret.
    const text = `${clean.length > MOST_OF_A_LINE ? `${clean.slice(0, MOST_OF_A_LINE)}…` : clean}\n`
    bytesLeft -= Buffer.byteLength(text)
    if (bytesLeft >= 0) appendFileSync(path, text)
  }
}
