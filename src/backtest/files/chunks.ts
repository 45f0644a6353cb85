import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { gunzipSync } from 'node:zlib'
import { MonitorError, messageOf } from '../../core/index.ts'

const CHUNK_BYTES = 1 << 20

/**
 * @returns A function that reads the text of a file in chunks on each call: a year of runs exceeds the maximum length of a
 * string. A gzipped file is unpacked once and stays in memory.
 * @throws MonitorError code `usage` where the file cannot be read.
 */
export function chunksOf(path: string): () => Generator<string> {
  try {
    const unpacked = isGzip(path) ? gunzipSync(readFileSync(path)) : undefined
    return unpacked ? () => decoded(slicesOf(unpacked)) : () => decoded(readChunks(path))
  } catch (cause) {
    throw cannotRead(path, cause, 'Give the path of a CSV or JSON file, gzipped or not.')
  }
}

export function cannotRead(path: string, cause: unknown, hint: string): MonitorError {
  return new MonitorError('usage', `cannot read ${path}: ${messageOf(cause)}`, { hint, cause })
}

function isGzip(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(2)
    return readSync(file, start) === 2 && start[0] === 0x1f && start[1] === 0x8b
  } finally {
    closeSync(file)
  }
}

function* decoded(chunks: Iterable<Buffer>): Generator<string> {
  let decoder: StringDecoder | TextDecoder | undefined
  for (const chunk of chunks) {
    decoder ??= decoderFor(chunk)
    yield decoder instanceof StringDecoder ? decoder.write(chunk) : decoder.decode(chunk, { stream: true })
  }
  const rest = decoder instanceof StringDecoder ? decoder.end() : (decoder?.decode() ?? '')
  if (rest !== '') yield rest
}

/** UTF-16 (Excel, PowerShell) is recognised by its byte order mark or by a zero byte next to the first letter; else UTF-8. */
function decoderFor(start: Buffer): StringDecoder | TextDecoder {
  const [first, second] = start
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder('utf-16le')
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder('utf-16be')
  return new StringDecoder('utf8')
}

function* slicesOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += CHUNK_BYTES) yield content.subarray(at, at + CHUNK_BYTES)
}

function* readChunks(path: string): Generator<Buffer> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) yield chunk.subarray(0, read)
  } finally {
    closeSync(file)
  }
}
