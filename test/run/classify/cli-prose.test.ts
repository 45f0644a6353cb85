import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLAME_OF, type CliProfile } from '../../../src/core/index.ts'
import type { CommandFacts } from '../../../src/run/classify/cli.ts'
import { CODEX, DELTA, failureOf, lines, overdue, RESULT, readingOf, START } from './cli-kit.ts'

const CLAUDE = [{ type: 'system', subtype: 'init' }, START, DELTA, RESULT]
const GEMINI = [{ session_id: 's', response: 'pong', stats: {} }]
const OUTPUTS: readonly (readonly [CliProfile, readonly object[]])[] = [
  ['claude-code', CLAUDE],
  ['codex', CODEX],
  ['gemini-cli', GEMINI],
]
const FORMATS: readonly (readonly [string, (objects: readonly object[]) => string])[] = [
  ['one object a line', (objects) => lines(...objects)],
  ['CRLF and a byte order mark', (objects) => `\uFEFF${lines(...objects).replaceAll('\n', '\r\n')}`],
  ['one array', (objects) => JSON.stringify(objects)],
  ['one array over several lines', (objects) => JSON.stringify(objects, undefined, 2)],
  ['objects over several lines', (objects) => objects.map((one) => JSON.stringify(one, undefined, 2)).join('\n')],
  ['objects without line breaks between', (objects) => objects.map((one) => JSON.stringify(one)).join('')],
  [
    'colours and cursor movements',
    (objects) => `\x1b[?25l\x1b[2K\r${lines(...objects).replaceAll('\n', '\x1b[0m\n')}\x1b[?25h`,
  ],
  ['a window title', (objects) => `\x1b]0;client\x07${lines(...objects)}`],
  ['notices around', (objects) => `npm notice\n[warn] {odd}\n{broken\n${lines(...objects)}\nnpm notice bye`],
]

describe.each(OUTPUTS)('the output of %s', (profile, objects) => {
  it.each(FORMATS)('is read as %s', (_, dress) => {
    const stdout = dress(objects)
    expect(readingOf(profile, { stdout, exitCode: 0 }).reading.answer).toBe('pong')
    expect(failureOf(profile, { stdout })).toBeUndefined()
  })

  it.each([
    ['nothing', '', 'the client printed nothing'],
    ['words', 'pong', 'the output of the client cannot be parsed'],
    ['another shape', '{"kind":"reply","content":"pong"}', 'the output of the client cannot be parsed'],
    [
      'the words of a limit in another shape',
      '{"kind":"rate_limit_info"}',
      'the output of the client cannot be parsed',
    ],
  ])('is the client’s change where it is %s', (_, stdout, message) => {
    expect(failureOf(profile, { stdout })).toMatchObject({ class: 'drift', message: expect.stringContaining(message) })
  })

  it('is no stall of the service where the answer is there and the client stays', () => {
    expect(overdue(profile, { stdout: lines(...objects) })).toBe(
      'spawn: the client answered and did not end within 25 s',
    )
  })

  it('is no outage in unrecognised words, with any exit code', () => {
    const stderr = 'Something has happened to the frobnicator'
    expect(BLAME_OF[failureOf(profile, { stderr, exitCode: 1 })?.class ?? 'slow']).toBe('probe')
    const noise = 'TypeError: socket.connection is not a function\n    at timeout (client.js:1:1)'
    expect(BLAME_OF[failureOf(profile, { stderr: noise, exitCode: 1 })?.class ?? 'slow']).toBe('probe')
  })

  it('still recognises a status and a dead network in plain text', () => {
    expect(failureOf(profile, { stderr: 'API Error: 529 Overloaded', exitCode: 1 })?.class).toBe('overloaded')
    expect(failureOf(profile, { stderr: 'API Error (503 x)', exitCode: 1 })?.class).toBe('server_error')
    expect(failureOf(profile, { stderr: 'Error: connect ECONNREFUSED 1.2.3.4:443', exitCode: 1 })?.class).toBe(
      'connect',
    )
    expect(failureOf(profile, { stderr: 'Error: getaddrinfo ENOTFOUND x', exitCode: 1 })?.class).toBe('dns')
  })
})

/** The client's words for one error, whichever client it is. */
function saying(words: string): readonly (readonly [CliProfile, Partial<CommandFacts>])[] {
  return [
    ['claude-code', { stdout: lines({ ...RESULT, is_error: true, result: words }), exitCode: 1 }],
    ['claude-code', { stdout: lines({ type: 'result', is_error: true, errors: [words] }), exitCode: 1 }],
    ['codex', { stdout: lines({ type: 'turn.failed', error: { message: words } }), exitCode: 1 }],
    ['gemini-cli', { stderr: lines({ error: { message: words } }), exitCode: 1 }],
  ]
}

describe('an error in words', () => {
  it.each([
    ["You've hit your limit · resets 3pm (UTC)", 'quota'],
    ['You’ve hit your session limit · resets 10:30pm (Europe/Berlin)', 'quota'],
    ['API Error: Rate limit reached', 'quota'],
    ['5-hour limit reached ∙ resets 9pm', 'quota'],
    ['Weekly limit reached', 'quota'],
    ['Opus weekly limit reached ∙ resets Oct 20', 'quota'],
    ["You're out of extra usage · resets 1pm", 'quota'],
    ["You've hit your usage limit. Upgrade to Pro or try again in 2 days 17 hours.", 'quota'],
    ['Resource has been exhausted (e.g. check quota).', 'quota'],
    ['You have exhausted your daily quota on this model.', 'quota'],
    ['Credit balance is too low', 'quota'],
    ['Your workspace is out of credits.', 'quota'],
    ['{"error":{"type":"usage_limit_reached","message":"The usage limit has been reached"}}', 'quota'],
    ['Claude is not available in your country', 'credentials'],
    ['User location is not supported for the API use.', 'credentials'],
    ['Your organization has disabled Claude subscription access for Claude Code', 'credentials'],
    ['This organization has been disabled.', 'credentials'],
    ['Your account has been suspended', 'credentials'],
    ['OAuth token has expired. Please obtain a new token', 'credentials'],
    ['Your access token could not be refreshed. Please log out and sign in again.', 'credentials'],
    ['API key not valid. Please pass a valid API key.', 'credentials'],
    ['It looks like your version of Claude Code (1.0.6) needs an update.', 'spawn'],
    ['A newer version of Claude Code is required to continue.', 'spawn'],
    ['This client version is no longer supported', 'spawn'],
    ['ENOSPC: no space left on device, write', 'spawn'],
    ['the frobnicator is upset', 'drift'],
    ['', 'drift'],
    // The service's own trouble.
    ['API Error: Server is temporarily limiting requests (not your usage limit) · Rate limited', 'overloaded'],
    ['The model is overloaded. Please try again later.', 'overloaded'],
    ['Repeated 529 Overloaded errors. The API is at capacity', 'overloaded'],
    ['Internal server error', 'server_error'],
    ['API Error: 500 {"type":"error","error":{"type":"api_error"}}', 'server_error'],
    ['Service is temporarily unavailable', 'server_error'],
    ["We're currently experiencing high demand, which may cause temporary errors.", 'server_error'],
    ['Request timed out.', 'timeout'],
    ['Connection error.', 'connect'],
    ['Unable to connect to API due to SSL certificate verification failed: SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ])('%j is %s for every client', (words, kind) => {
    for (const [profile, printed] of saying(words)) {
      // An error event without words is no failed turn of Codex.
      const failure = failureOf(profile, printed)
      const expected = words === '' ? 'probe' : BLAME_OF[kind as keyof typeof BLAME_OF]
      expect(BLAME_OF[failure?.class ?? 'slow'], profile).toBe(expected)
      if (words !== '') expect(failure?.class, profile).toBe(kind)
    }
  })

  it('never outweighs a status', () => {
    for (const [status, kind] of [
      [529, 'overloaded'],
      [500, 'server_error'],
      [401, 'credentials'],
    ] as const) {
      const result = { ...RESULT, is_error: true, api_error_status: status, result: "You've hit your limit" }
      expect(failureOf('claude-code', { stdout: lines(result), exitCode: 1 })?.class).toBe(kind)
    }
  })
})

describe('whatever a client prints', () => {
  it('with exit code 0, no reply begun and no result, is never an outage', () => {
    const profile = fc.constantFrom<CliProfile>('claude-code', 'codex', 'gemini-cli')
    const junk = fc.oneof(fc.string(), fc.json(), fc.constantFrom('{', '[', '{"a":\n', 'timeout', '\x1b[31m', '529'))
    fc.assert(
      fc.property(profile, fc.array(junk), fc.array(junk), (name, stdout, stderr) => {
        const failure = failureOf(name, { stdout: stdout.join('\n'), stderr: stderr.join('\n') })
        expect(failure && BLAME_OF[failure.class]).toBe('probe')
      }),
    )
  })

  it('is read in time, also where nothing in it is closed', () => {
    for (const piece of ['{\n', '[\n', '{"a":', '[{"a":"\n', '\x1b[', '}{\n'])
      expect(failureOf('gemini-cli', { stdout: piece.repeat(1_000_000 / piece.length) })?.class).toBe('drift')
  })
})
