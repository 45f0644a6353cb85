import { describe, expect, it } from 'vitest'
import { unknownNames } from '../../../src/app/startup/unknown-names.ts'
import { load, wrap } from '../../config/kit.ts'

const KNOWN = {
  probes: ['api', 'api-claude-opus-5', 'chat', 'cli', 'login', 'mobile'],
  surfaces: ['api', 'chat', 'cli', 'console', 'login', 'mobile'],
}

/** The problems of names in a configuration that watches Claude's API as `claude`, with further keys. */
async function problemsOf(more: string, preset = '') {
  const config = await load(wrap(`{ targets: [claude({ key: env('KEY'), cli: false, ${preset} })], ${more} }`), {
    KEY: 'k',
  })
  return unknownNames(config, ['sandbox', 'claude'], KNOWN)
}

const schedule = (name: string) => `schedule: { '${name}': { off: true } }`

describe('a name in the schedule', () => {
  it.each([
    ['login', 'a probe whose door the target lacks'],
    ['claude/login', 'the same by its id'],
    ['api-claude-opus-5', 'a probe of one model'],
    ['claude/api-claude-opus-5', 'the same by its id'],
    ['claude/*', 'every probe of a target'],
    ['sandbox/mobile', 'a probe of the sandbox, watched or not'],
  ])('%s is taken: %s', async (name) => {
    expect(await problemsOf(schedule(name))).toEqual([])
  })

  it.each([
    ['logn', 'Did you mean "login"?'],
    ['api-claude-opus5', 'Did you mean "api-claude-opus-5"?'],
    ['claude/logn', 'Did you mean "claude/login"?'],
    ['cluade/cli', 'Did you mean "claude/cli"?'],
    ['cluade/logn', 'Did you mean "claude/login"?'],
    ['gemini/cli', 'There are the targets sandbox, claude.'],
    ['everything', 'There are: api, api-claude-opus-5, chat, cli, login, mobile.'],
    ['*', 'There are: api, api-claude-opus-5, chat, cli, login, mobile.'],
  ])('%s gets the hint: %s', async (name, hint) => {
    expect(await problemsOf(schedule(name))).toEqual([
      {
        source: 'doorwatch.config.ts',
        path: `schedule.${name}`,
        expected: 'the name of a probe',
        got: JSON.stringify(name),
        hint,
      },
    ])
  })

  it('of a target needs no prefix, and a problem names its place in the configuration', async () => {
    expect(await problemsOf('', schedule('*'))).toEqual([])
    expect(await problemsOf('', schedule('api-claude-opus-5'))).toEqual([])
    expect(await problemsOf('', schedule('logn'))).toMatchObject([
      { path: 'targets[0].schedule.logn', hint: 'Did you mean "login"?' },
    ])
    expect(await problemsOf('', schedule('claude/cli'))).toMatchObject([{ hint: 'Did you mean "cli"?' }])
  })

  it('that only a preset refers to is no problem without such a probe', async () => {
    const config = await load(wrap(`{ targets: [claude({ key: env('KEY') })] }`), { KEY: 'k' })
    expect(unknownNames(config, ['claude'], { probes: ['extra'], surfaces: ['api'] })).toEqual([])
  })
})

describe('a name of a surface', () => {
  it('is looked up in objectives, maintenance and the components of a status page', async () => {
    const window = (surface: string) =>
      `{ from: '2026-03-02T11:00:00Z', to: '2026-03-02T12:00:00Z', surface: '${surface}' }`
    expect(
      await problemsOf(
        `objectives: { surfaces: { login: {}, 'claude/chat': {}, logn: {} } }, maintenance: [${window('console')}, ${window('claude/chat')}]`,
        `statusComponents: { api: ['API'], consol: ['Console'] }`,
      ),
    ).toMatchObject([
      {
        path: 'targets[0].statusComponents.consol',
        expected: 'the name of a surface',
        hint: 'Did you mean "console"?',
      },
      { path: 'objectives.surfaces.logn', hint: 'Did you mean "login"?' },
      { path: 'maintenance[1].surface', hint: 'Did you mean "chat"?' },
    ])
  })
})
