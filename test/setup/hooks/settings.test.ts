import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasHook, settingsIn, withHook, withoutHook } from '../../../src/setup/hooks/settings.ts'

const COMMAND = '/home/ana/.claude/doorwatch/report.sh'
const THEIRS = { matcher: '', hooks: [{ type: 'command', command: 'notify-send down' }] }

describe('the settings of Claude Code', () => {
  it('get the hook in addition to those of the user', () => {
    const settings = { model: 'opus', hooks: { Stop: [THEIRS], StopFailure: [THEIRS] } }
    expect(withHook(settings, COMMAND)).toEqual({
      model: 'opus',
      hooks: { Stop: [THEIRS], StopFailure: [THEIRS, { hooks: [{ type: 'command', command: COMMAND, timeout: 10 }] }] },
    })
  })

  it('get it once, however often it is installed', () => {
    const once = withHook({}, COMMAND)
    expect(withHook(once, COMMAND)).toEqual(once)
    expect([hasHook({}, COMMAND), hasHook(once, COMMAND)]).toEqual([false, true])
  })

  it('are as before once it is removed, whatever they were', () => {
    const command = fc.record({ type: fc.constant('command'), command: fc.string() })
    const entry = fc.record({ matcher: fc.string(), hooks: fc.array(command, { minLength: 1, maxLength: 3 }) })
    const hooks = fc.dictionary(
      fc.constantFrom('Stop', 'StopFailure', 'PreToolUse'),
      fc.array(entry, { minLength: 1 }),
      {
        minKeys: 1,
      },
    )
    const settings = fc.record({ model: fc.string(), hooks }, { requiredKeys: [] })
    fc.assert(
      fc.property(settings, (before) => {
        expect(withoutHook(withHook(before, COMMAND), COMMAND)).toEqual(before)
      }),
    )
  })

  it('keep a hook of others in the same entry', () => {
    const shared = { hooks: { StopFailure: [{ hooks: [{ command: COMMAND }, { command: 'other' }] }] } }
    expect(withoutHook(shared, COMMAND)).toEqual({ hooks: { StopFailure: [{ hooks: [{ command: 'other' }] }] } })
  })

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is not an object'],
    ['{"hooks":[]}', 'its key hooks is not an object'],
    ['{"hooks":{"StopFailure":{}}}', 'its key hooks.StopFailure is not a list'],
  ])('are refused where they are not usable: %s', (text, why) => {
    expect(() => settingsIn(text, 's.json')).toThrow(why)
  })
})
