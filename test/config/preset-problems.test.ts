import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

const SECRET = "a secret by its name: env('NAME')"
const problemsFor = (target: string) => problemsOf(wrap(`{ targets: [${target}] }`), { KEY: 'k' })

describe.each(['claude', 'openai'])('the preset %s', (name) => {
  it.each([
    ['no options', '', 'targets[0]', 'nothing'],
    ['no key', '{}', 'targets[0].key', 'nothing'],
    [
      'a pasted key',
      `{ key: 'sk-pasted' }`,
      'targets[0].key',
      'a text of 9 characters (not shown: it may be a secret)',
    ],
    ['a pasted key alone', `'sk-pasted'`, 'targets[0]', 'a text of 9 characters (not shown: it may be a secret)'],
    ['a key of a wrong shape', `{ key: { name: 'KEY' } }`, 'targets[0].key', 'an object with name'],
    ['no name of a key', '{ key: env() }', 'targets[0].key', 'an object with env'],
  ])('shows how to name a secret if the key is %s', async (_what, options, path, got) => {
    const problems = await problemsFor(`${name}(${options})`)
    const expected = path.endsWith('key') ? SECRET : `options: ${name}({ key: env('NAME') })`
    expect(problems).toEqual([
      {
        source: 'doorwatch.config.ts',
        path,
        expected,
        got,
        hint: expect.stringContaining("A secret is named: env('NAME')"),
      },
    ])
    expect(JSON.stringify(problems)).not.toContain('sk-pasted')
  })

  it('names its own key where the variable is not set, and the other targets that use it', async () => {
    const ownTarget = `{ name: 'own', api: { url: 'http://localhost', model: 'm', key: env('GONE') } }`
    const problems = await problemsOf(wrap(`{ targets: [${name}({ key: env('GONE') }), ${ownTarget}] }`), {})
    expect(problems).toMatchObject([
      {
        ...{ path: 'targets[0].key', expected: 'the environment variable GONE to be set', got: 'nothing' },
        hint: 'targets[1].api.key uses it as well. Set GONE in the environment, or in a .env file next to the configuration.',
      },
    ])
  })

  it('names the door of another secret whose variable is not set', async () => {
    const options = `{ key: env('KEY'), name: 'second' }`
    const target = `{ ...${name}(${options}), secrets: { code: env('GONE') } }`
    const problems = await problemsOf(wrap(`{ targets: [${target}] }`), { KEY: 'k' })
    expect(problems.map(({ path }) => path)).toEqual(['targets[0].secrets.code'])
  })

  it('suggests the nearest option for each mistyped one, together with other problems', async () => {
    const options = `{ key: env('KEY'), modle: 'x', webb: {}, web: { logn: {} } }`
    const problems = await problemsOf(wrap(`{ locaton: 'x', targets: [{ name: 'a' }, ${name}(${options})] }`), {
      KEY: 'k',
    })
    expect(problems.map(({ path, hint }) => [path, hint])).toEqual([
      ['targets[1].modle', 'Did you mean "model"?'],
      ['targets[1].webb', 'Did you mean "web"?'],
      ['targets[1].web.logn', 'Did you mean "login"?'],
      ['locaton', 'Did you mean "location"?'],
    ])
    expect(await problemsFor(`${name}({ key: env('KEY'), speed: 1 })`)).toMatchObject([
      { path: 'targets[0].speed', expected: 'a known key', hint: expect.stringMatching(/^Known keys: name, .*key/) },
    ])
  })

  it('reports every other option that is not valid', async () => {
    expect(
      await problemsFor(`${name}({ key: env('KEY'), web: true, budget: 5, controls: 'tcp://a:1', schedule: null })`),
    ).toMatchObject([
      { path: 'targets[0].web', hint: 'Known keys: permission, login, chat, console.' },
      { path: 'targets[0].controls', expected: 'a list' },
      { path: 'targets[0].budget', expected: 'an object' },
    ])
  })

  it('watches the models listed in `models`', async () => {
    const { targets } = await load(wrap(`{ targets: [${name}({ key: env('KEY'), models: ['big-1', 'big-2'] })] }`), {
      KEY: 'k',
    })
    expect(targets[0]?.api?.models).toEqual(['big-1', 'big-2'])
    expect(await problemsFor(`${name}({ key: env('KEY'), models: 'big-1' })`)).toMatchObject([
      { path: 'targets[0].api.models', expected: 'a list', got: '"big-1"' },
    ])
  })

  it('checks its options even if the result is changed afterwards', async () => {
    expect(await problemsFor(`{ ...${name}({ key: env('KEY'), modle: 'x' }), name: 'other' }`)).toMatchObject([
      { path: 'targets[0].modle' },
    ])
  })
})

describe.each(['claudeCode', 'codex', 'geminiCli'])('the profile %s', (name) => {
  const door = (options: string) =>
    problemsOf(wrap(`{ targets: [{ name: 'a', cli: ${name}(${options}) }] }`), { KEY: 'k' })

  it.each([
    ['no options', '', [['targets[0].cli', 'nothing']]],
    [
      'nothing in its options',
      '{}',
      [
        ['targets[0].cli.key', 'nothing'],
        ['targets[0].cli.model', 'nothing'],
      ],
    ],
    [
      'a pasted key',
      `{ key: 'sk-pasted', model: 'm' }`,
      [['targets[0].cli.key', 'a text of 9 characters (not shown: it may be a secret)']],
    ],
    ['no model', `{ key: env('KEY') }`, [['targets[0].cli.model', 'nothing']]],
    ['a model that is no text', `{ key: env('KEY'), model: 5 }`, [['targets[0].cli.model', 'a number']]],
    ['a mistyped option', `{ key: env('KEY'), model: 'm', promt: 'x' }`, [['targets[0].cli.promt', '"promt"']]],
  ])('reports a problem for %s', async (_what, options, wanted) => {
    const problems = await door(options)
    expect(problems.map(({ path, got }) => [path, got])).toEqual(wanted)
    expect(JSON.stringify(problems)).not.toContain('sk-pasted')
  })

  it('gives a cli door if its options are complete', async () => {
    const { targets } = await load(
      wrap(`{ targets: [{ name: 'a', cli: ${name}({ key: env('KEY'), model: 'm-1' }) }] }`),
      { KEY: 'k' },
    )
    expect(targets[0]?.cli?.command.join(' ')).toContain('m-1')
  })
})
