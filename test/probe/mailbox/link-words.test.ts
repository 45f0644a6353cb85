import { describe, expect, it } from 'vitest'
import {
  forbiddenWords,
  hasOwnWords,
  isForbiddenText,
  isSignInAddress,
  isSignInText,
  ownValues,
} from '../../../src/probe/mailbox/link-words.ts'

const label = (text: string) => ({ label: text, context: '' })
const before = (text: string) => ({ label: '', context: text })

describe('a link that must not be opened', () => {
  it.each([
    'Unsubscribe',
    'Opt-out',
    "This wasn't me",
    'I did not request this',
    'Report abuse',
    'Reset password',
    'Manage preferences',
    'Privacy policy',
    'View this email in your browser',
    'Contact us',
    'Abmelden',
    'Se désabonner',
    'Отписаться',
    '配信停止',
    'PRIVACY',
    'ＵＮＳＵＢＳＣＲＩＢＥ',
  ])('is labelled %s', (text) => {
    expect(isForbiddenText(label(text))).toBe(true)
  })

  it.each(['Sign in', 'Sign in to Help Desk', 'Log in at support.example', 'Open the app', 'Newsworthy', 'Handle'])(
    'is not labelled %s',
    (text) => {
      expect(isForbiddenText(label(text))).toBe(false)
    },
  )

  it('is recognised by the sentence before it where its label says nothing', () => {
    expect(isForbiddenText({ label: 'click here', context: 'To unsubscribe,' })).toBe(true)
    expect(isForbiddenText({ label: 'Sign in', context: 'To unsubscribe,' })).toBe(false)
  })

  it('is not one before which the mail says what to do with the mail', () => {
    expect(isForbiddenText(before('If you did not ask for this mail, ignore it'))).toBe(false)
  })
})

describe('a link that signs in', () => {
  it.each([
    'Sign in',
    'Log in to Lumen',
    'Magic link',
    'Verify your e-mail address',
    'Confirm',
    'Anmelden',
    'Se connecter',
    'Iniciar sesión',
    'Войти',
    'ログイン',
    '登录',
    '로그인',
  ])('is labelled %s', (text) => {
    expect(isSignInText(label(text))).toBe(true)
  })

  it('is not the one to a newsletter', () => {
    expect(isSignInText(label('Anmelden zum Newsletter'))).toBe(false)
  })

  it.each([
    ['https://a.example/verify?x=1', true],
    ['https://a.example/magic-link/abc', true],
    ['https://a.example/?token=abc', true],
    ['https://auth.a.example/x', true],
    ['https://a.example/#/sign-in', true],
    ['https://a.example/signInWithMail', true],
    ['https://a.example/authors', false],
    ['https://a.example/blog', false],
    ['https://a.example/?next=/verify', false],
  ])('has a word for it in its address: %s', (url, isOne) => {
    expect(isSignInAddress(new URL(url))).toBe(isOne)
  })
})

describe('the words of an address that forbid to open it', () => {
  it.each([
    ['https://a.example/unsubscribe?u=1', ['unsubscribe']],
    ['https://help.a.example/x', ['help']],
    ['https://a.example/x?action=unsubscribe', ['unsubscribe']],
    ['https://a.example/notMe', ['not-me']],
    ['https://a.example/x?redirect=/unsubscribe', []],
    ['https://a.example/helpful', []],
    ['https://a.help.example/x', []],
    [`https://a.example/x?key=${'help'.repeat(7)}`, []],
  ])('of %s are %j', (url, words) => {
    expect(forbiddenWords(new URL(url))).toEqual(words)
  })
})

describe('a label', () => {
  it.each(['', 'here', 'Click here', 'this link', 'hier', 'こちら', '...', 'Link:'])('%j says nothing', (text) => {
    expect(hasOwnWords(label(text))).toBe(false)
  })

  it.each(['Sign in here', 'Open', 'hierarchy'])('%j says something', (text) => {
    expect(hasOwnWords(label(text))).toBe(true)
  })
})

describe('the values of a link', () => {
  it('are those of its parameters, without the page after the sign-in and click counters', () => {
    const url = new URL('https://a.example/?t=1&redirect_to=2&next=3&utm_source=4&url=5&urls=6&to=7&token=8')
    expect(ownValues(url)).toEqual(['1', '6', '8'])
  })
})
