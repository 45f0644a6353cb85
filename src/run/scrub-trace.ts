import { readFileSync, writeFileSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import type { Scrubber } from './scrub.ts'

/** Takes secrets out of every text in a Playwright trace (a zip file), in place. Pictures are left as they are. */
export function scrubTrace(path: string, scrubber: Scrubber): void {
  const entries = Object.entries(unzipSync(readFileSync(path)))
  const scrubbed = entries.map(([name, bytes]) => [name, scrubBytes(bytes, scrubber)])
  writeFileSync(path, zipSync(Object.fromEntries(scrubbed), { level: 6 }), { mode: 0o600 })
}

function scrubBytes(bytes: Uint8Array, scrubber: Scrubber): Uint8Array {
  const text = textOf(bytes)
  // What is not text is read with one character per byte: that keeps it intact, and plain secrets in it are found too.
  const readable = text ?? strFromU8(bytes, true)
  const clean = scrubber.text(readable)
  return clean === readable ? bytes : strToU8(clean, text === undefined)
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
