import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepSessionByHand } from '../../../src/app/startup/sign-in-by-hand.ts'
import { displayIn, visibleBrowser } from '../../../src/app/startup/visible-browser.ts'
import type { Config } from '../../../src/config/index.ts'
import { DIRECT, defined, Secret } from '../../../src/core/index.ts'
import { presetOf } from '../../sandbox/support.ts'
import { newFolder } from '../../support/folder.ts'

describe('the display for a browser window', () => {
  it('needs no variable on macOS and Windows', () => {
    expect(displayIn({}, 'darwin')).toEqual({})
    expect(displayIn({}, 'win32')).toEqual({})
  })

  it('is absent on Linux without a screen', () => {
    expect(displayIn({ HOME: '/nowhere' }, 'linux')).toBeUndefined()
    expect(displayIn({ DISPLAY: '' }, 'linux')).toBeUndefined()
  })

  it('is given by the variables of X or Wayland, and by no other', () => {
    expect(displayIn({ DISPLAY: ':0', LANG: 'C' }, 'linux')).toEqual({ DISPLAY: ':0' })
    const wayland = { WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: '/run/user/1000' }
    expect(displayIn({ ...wayland, SECRET: 'x' }, 'linux')).toEqual(wayland)
  })

  it('comes with the permission file of X: the named one, or the one in the home folder', () => {
    const home = newFolder('home')
    expect(displayIn({ DISPLAY: ':0', HOME: home }, 'linux')).toEqual({ DISPLAY: ':0' })
    writeFileSync(join(home, '.Xauthority'), '')
    expect(displayIn({ DISPLAY: ':0', HOME: home }, 'linux')).toEqual({
      ...{ DISPLAY: ':0', XAUTHORITY: join(home, '.Xauthority') },
    })
    expect(displayIn({ DISPLAY: ':0', HOME: home, XAUTHORITY: '/a' }, 'linux')).toMatchObject({ XAUTHORITY: '/a' })
  })
})

describe('a browser with a window', () => {
  it('is not looked for without a display, and the error says what to do instead', async () => {
    await expect(visibleBrowser({}, undefined, 'Use --trace.')).rejects.toMatchObject({
      ...{ code: 'no_display', hint: 'Use --trace.' },
    })
  })

  it('is no file that cannot be one', async () => {
    const browser = join(newFolder('browser'), 'nothing')
    await expect(visibleBrowser({ browser }, {}, '')).rejects.toMatchObject({
      ...{ code: 'no_browser', hint: expect.stringContaining('DOORWATCH_BROWSER') },
    })
  })
})

describe('a sign-in by a person', () => {
  const { login } = presetOf('http://127.0.0.1:1')
  const target = { name: 'lumen', title: 'Lumen', ...defined({ login }) }
  const config = {
    targets: [target, { name: 'bare', title: 'Bare' }],
    stateDir: '/state',
    proxy: DIRECT,
  } as Partial<Config>
  const signIn = (more: Partial<Config>, name: string) =>
    keepSessionByHand({ ...config, ...more } as Config, name, undefined, () => expect.fail('a window was opened'))

  it('names the targets that have a login door where the name is not one of them', async () => {
    const hint = 'Targets with a login door: lumen.'
    await expect(signIn({}, 'limen')).rejects.toMatchObject({ message: 'there is no target "limen"', hint })
    await expect(signIn({}, 'bare')).rejects.toMatchObject({ message: 'bare has no login door', hint })
    await expect(signIn({ targets: [] }, 'lumen')).rejects.toMatchObject({
      ...{ code: 'unknown_name', hint: 'No target of the configuration has a login door.' },
    })
  })

  it('needs the key that encrypts the session', async () => {
    await expect(signIn({}, 'lumen')).rejects.toMatchObject({
      ...{ code: 'config', message: expect.stringContaining('DOORWATCH_KEY is not set') },
    })
  })

  it('needs a display, and says where to copy the session from another machine', async () => {
    const sessionKey = new Secret('DOORWATCH_KEY', 'a long enough key of the environment')
    await expect(signIn({ sessionKey }, 'lumen')).rejects.toMatchObject({
      ...{ code: 'no_display', hint: expect.stringContaining('copy its .doorwatch/sessions/lumen.session to /state') },
    })
  })
})
