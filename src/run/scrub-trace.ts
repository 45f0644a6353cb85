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
  // One character per byte keeps what is not text intact, and secrets in it are found as well: their forms are ASCII or UTF-8.
  const text = strFromU8(bytes, true)
  const clean = scrubber.text(text)
  return clean === text ? bytes : strToU8(clean, true)
}
