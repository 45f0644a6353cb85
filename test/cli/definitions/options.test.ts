import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  parseAddress,
  parseCount,
  parseEmail,
  parsePause,
  parsePort,
  parseSeed,
  parseShare,
  parseSmtp,
  parseSpan,
} from '../../../src/cli/definitions/options.ts'

describe('an option of the command line', () => {
  it.each([
    [parsePort, '0', 0],
    [parsePort, '65535', 65_535],
    [parsePause, '1', 1],
    [parsePause, '5000', 5_000],
    [parseCount, '7', 7],
    [parseShare, '1', 1],
    [parseShare, '0.001', 0.001],
    [parseSpan, '1m30s', 90_000],
    [parseSpan, '1ms', 1],
    [parseSpan, '3660d', 3_660 * 86_400_000],
    [parseSeed, '0', 0],
    [parseSeed, '2147483648', 2 ** 31],
    [parseAddress, 'http://127.0.0.1:4300', 'http://127.0.0.1:4300'],
    [parseAddress, 'https://doorwatch.example/watch', 'https://doorwatch.example/watch'],
    [parseEmail, 'ops@example.org', 'ops@example.org'],
    [parseSmtp, 'smtps://mail.example.org:465', 'smtps://mail.example.org:465'],
  ] as const)('is read: %o %s', (parse, text, value) => {
    expect(parse(text)).toBe(value)
  })

  it.each([
    [parsePort, '-1', 'from 0 to 65535'],
    [parsePort, '65536', 'from 0 to 65535'],
    [parsePort, '80.5', 'from 0 to 65535'],
    [parsePort, 'x', 'from 0 to 65535'],
    [parsePause, '0', 'write probe names before --slow-mo'],
    [parsePause, 'login', 'write probe names before --slow-mo'],
    [parseCount, '0', 'a whole number from 1'],
    [parseCount, '1.5', 'a whole number from 1'],
    [parseShare, '0', 'above 0 and up to 1'],
    [parseShare, '1.01', 'above 0 and up to 1'],
    [parseShare, 'NaN', 'above 0 and up to 1'],
    [parseShare, '', 'above 0 and up to 1'],
    ...([parsePort, parsePause, parseCount, parseSeed] as const).flatMap((parse) =>
      ['', ' ', '1e3', '0x10', '+5', '5 ', 'Infinity'].map((text) => [parse, text, 'Give'] as const),
    ),
    [parseCount, '9007199254740993', 'a whole number from 1'],
    [parseSeed, '2147483649', 'from 0 to 2147483648'],
    [parseAddress, 'doorwatch.example', 'such as https://doorwatch.example'],
    [parseAddress, 'https://ana:secret@doorwatch.example', 'such as https://doorwatch.example'],
    [parseAddress, 'https://doorwatch.example?x=1', 'such as https://doorwatch.example'],
    [parseSpan, 'soon', 'Write a number and a unit'],
    [parseSpan, '', 'Write a number and a unit'],
    [parseSpan, '0s', 'above zero'],
    [parseSpan, '11y', 'at most ten years'],
    [parseEmail, 'ops', 'ops@example.org'],
    [parseSmtp, 'http://mail', 'smtp://127.0.0.1:1025'],
    [parseSmtp, 'smtp://', 'smtp://127.0.0.1:1025'],
  ] as const)('is refused with what it should be: %o %s', (parse, text, advice) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError)
    expect(() => parse(text)).toThrow(advice)
  })
})
