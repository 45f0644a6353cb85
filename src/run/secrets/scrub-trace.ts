import { readFileSync, writeFileSync } from 'node:fs'
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Scrubber } from './scrub.ts'

/**
 * Copies a Playwright trace (a zip file) without the secrets in its texts. Pictures are copied as they are. Pauses after each
 * file, because other runs share this process.
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
  // Pictures are already compressed.
  const file = /\.(jpe?g|png|webp)$/.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
  zip.add(file)
  file.push(bytes, true)
}

function scrubBytes(bytes: Uint8Array, scrubber: Scrubber): Uint8Array {
  const text = textOf(bytes)
  // Binary files are read with one character a byte, which keeps them intact and finds plain secrets in them.
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
