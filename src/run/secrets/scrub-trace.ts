import { readFileSync, writeFileSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Scrubber } from './scrub.ts'

/**
 * Copies a Playwright trace (a zip file) and takes secrets out of every text in it. Pictures are left as they are. Works
 * file by file with pauses between, because other runs are under way in this process.
 */
export async function scrubTrace(from: string, to: string, scrubber: Scrubber): Promise<void> {
  const archive = readFileSync(from)
  const names = new Set<string>()
  unzipSync(archive, { filter: ({ name }) => !names.add(name) })
  const parts: Uint8Array[] = []
  const zip = new Zip((_error, part) => void parts.push(part))
  for (const name of names) {
    const bytes = unzipSync(archive, { filter: (file) => file.name === name })[name]
    if (bytes) addFile(zip, name, scrubBytes(bytes, scrubber))
    await new Promise((resolve) => setImmediate(resolve))
  }
  zip.end()
  writeFileSync(to, Buffer.concat(parts), { mode: 0o600 })
}

function addFile(zip: Zip, name: string, bytes: Uint8Array): void {
  // Pictures are packed already.
  const file = /\.(jpe?g|png|webp)$/.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
  zip.add(file)
  file.push(bytes, true)
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
