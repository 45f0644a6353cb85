import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type LoginDoor, Secret, type Target } from '../../../src/core/index.ts'
import { html, useSite } from '../fixture-site.ts'
import { newStateDir, openLab, stepsOf } from './kit.ts'

const EMAIL = '<label>E-mail <input id=email name=email></label>'
const PASSWORD = '<label>Password <input id=password name=password type=password></label>'
const OUT = '<button id=out>Sign out</button>'

const moved = (response: ServerResponse, location: string) => void response.writeHead(303, { location }).end()

const site = useSite({
  '/pages/login': (request, response) =>
    request.method === 'POST'
      ? moved(response, 'password')
      : html(response, `<form method=post>${EMAIL}<button id=submit>Continue</button></form>`),
  '/pages/password': (request, response) =>
    request.method === 'POST'
      ? moved(response, '../account')
      : html(response, `<form method=post>${PASSWORD}<button id=submit>Continue</button></form>`),
  '/steps/login': (_request, response) =>
    html(
      response,
      `<form action="../account">${EMAIL}<div id=second hidden>${PASSWORD}</div>
        <button type=button id=next onclick="second.hidden = false; next.remove(); submit.hidden = false">Next</button>
        <button id=submit hidden>Sign in</button></form>`,
    ),
  '/unknown/login': (request, response) =>
    html(
      response,
      `<form method=post>${EMAIL}<button id=submit>Continue</button></form>
        ${request.method === 'POST' ? '<p role=alert>Kein Konto mit dieser Adresse.</p>' : ''}`,
    ),
  '/account': (_request, response) => html(response, OUT),
})

function targetOf(form: string, locators: Partial<LoginDoor['locators']> = {}): Target {
  return {
    name: 'shop',
    title: 'Shop',
    controls: [],
    login: {
      url: `${site().url}/${form}/login`,
      email: 'robin@example.org',
      password: new Secret('PW', 'x12345678'),
      locators: {
        ...{ email: '#email', password: '#password', submit: '#submit', signedIn: '#out' },
        ...{ signOut: '#out', signedOut: '#submit', ...locators },
      },
    },
  }
}

const STEPS = ['open sign-in page: passed', 'submit the e-mail address: passed', 'submit credentials: passed']

describe('an account that is asked for its e-mail address first', () => {
  it('gives its password on the page that follows', async () => {
    const lab = await openLab({ target: targetOf('pages'), stateDir: newStateDir() })
    expect(stepsOf(await lab.run('login'))).toEqual(STEPS)
  })

  it('gives its password in the field that appears, where another button leads to it', async () => {
    const lab = await openLab({ target: targetOf('steps', { next: '#next' }), stateDir: newStateDir() })
    expect(stepsOf(await lab.run('login'))).toEqual(STEPS)
  })

  it('and is unknown there gets blame ours', async () => {
    const overrides = { login: { everyMs: 60_000, timeoutMs: 14_000 } }
    const lab = await openLab({ target: targetOf('unknown'), stateDir: newStateDir(), overrides })
    expect((await lab.run('login')).failure).toMatchObject({
      class: 'credentials',
      blame: 'ours',
      step: 'submit the e-mail address',
      message: expect.stringContaining('the page says "Kein Konto mit dieser Adresse."'),
    })
  })
})
