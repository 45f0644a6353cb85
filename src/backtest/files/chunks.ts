import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { gunzipSync } from 'node:zlib'
import { MonitorError, messageOf } from '../../core/index.ts'

const PIECE_BYTES = 1 << 20

/**
 * The text of a file in pieces, as often as it is asked for: a year of runs is far longer than a text may be. A gzipped
 * file is unpacked once and held.
 * @throws MonitorError code `usage` where the file cannot be read.
 */
export function piecesOf(path: string): () => Generator<string> {
  try {
    const unpacked = isGzip(path) ? gunzipSync(readFileSync(path)) : undefined
    return unpacked ? () => decoded(slicesOf(unpacked)) : () => decoded(readPieces(path))
  } catch (cause) {
    throw cannotRead(path, cause, 'Name a CSV or JSON file, gzipped or not.')
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

function* decoded(pieces: Iterable<Buffer>): Generator<string> {
  let decoder: StringDecoder | TextDecoder | undefined
  for (const piece of pieces) {
    decoder ??= decoderFor(piece)
    yield decoder instanceof StringDecoder ? decoder.write(piece) : decoder.decode(piece, { stream: true })
  }
  const rest = decoder instanceof StringDecoder ? decoder.end() : (decoder?.decode() ?? '')
  if (rest !== '') yield rest
}

/** UTF-16, which Excel and PowerShell write, by its byte order mark or by the zero beside its first letter; else UTF-8. */
function decoderFor(start: Buffer): StringDecoder | TextDecoder {
  const [first, second] = start
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder('utf-16le')
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder('utf-16be')
  return new StringDecoder('utf8')
}

function* slicesOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES)
}

function* readPieces(path: string): Generator<Buffer> {
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.alloc(PIECE_BYTES)
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) yield piece.subarray(0, read)
  } finally {
    closeSync(file)
  }
}
