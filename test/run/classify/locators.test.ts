import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { locatorMisfit } from '../../../src/run/classify/locator-misfit.ts'
import { notFoundLine } from '../../../src/run/classify/not-found.ts'
import { ownPlace, withoutEngine } from '../../../src/run/classify/own-frames.ts'

const button = (name: string) => ({ role: 'button', name }) as const
const link = (name: string) => ({ role: 'link', name }) as const
const field = (name: string) => ({ role: 'field', name }) as const

describe('the line about an element that was not found', () => {
  it('names the most similar names of the same kind first, at most four', () => {
    const names = [...['Help', 'Log in', 'Sign up', 'Sign in now', 'Menu'].map(button), link('Sign in')]
    expect(notFoundLine("getByRole('button', { name: 'Sign in' })", names)).toBe(
      'not found: button "Sign in"; the page has "Sign up", "Sign in now", "Log in", "Menu"',
    )
  })

  it('names a name once, and compares without regard to case', () => {
    const names = [button('SIGN IN'), button('SIGN IN'), button('Zzz')]
    expect(notFoundLine("getByRole('button', { name: 'Sign in' })", names)).toBe(
      'not found: button "Sign in"; the page has "SIGN IN", "Zzz"',
    )
  })

  it.each([
    ["getByRole('link', { name: 'Docs', exact: true })", 'link "Docs"', link('Doc')],
    ["getByRole('textbox', { name: 'E-mail' }).first()", 'field "E-mail"', field('Email')],
    ["getByRole('searchbox', { name: 'Find' })", 'field "Find"', field('Search')],
    ["getByLabel('Password')", 'field "Password"', field('Code')],
    ["getByPlaceholder('Ask anything', { exact: true })", 'field "Ask anything"', field('Ask')],
    ["getByText('Welcome')", 'text "Welcome"', link('Hello')],
    [`locator('role=button[name="Sign in"i]')`, 'button "Sign in"', button('Log in')],
  ])('reads %s', (locator, sought, name) => {
    expect(notFoundLine(locator, [name])).toBe(`not found: ${sought}; the page has "${name.name}"`)
  })

  it('unescapes quotes in a name', () => {
    expect(notFoundLine(String.raw`getByRole('button', { name: 'Don\'t' })`, [])).toContain(`button "Don't"`)
  })

  it('says that the page has none of the kind', () => {
    expect(notFoundLine("getByRole('button', { name: 'Sign in' })", [link('Sign in')])).toBe(
      'not found: button "Sign in"; the page has no button with a name',
    )
  })

  it.each([
    ["locator('#submit')"],
    ["getByRole('heading', { name: 'Hi' })"],
    ["getByRole('dialog').getByRole('button', { name: 'OK' })"],
    ["getByText('a').getByText('b')"],
    ['getByText(/welcome/i)'],
  ])('repeats %s, which names no button, link, field or text alone', (locator) => {
    expect(notFoundLine(locator, [button('OK')])).toBe(`not found: ${locator}`)
  })

  it('says "the element" without a locator', () => {
    expect(notFoundLine(undefined, [button('OK')])).toBe('not found: the element')
  })
})

describe('a locator that Playwright rejects', () => {
  it('that matches several elements is drift of the page', () => {
    const message =
      "locator.click: Error: strict mode violation: getByRole('button') resolved to 3 elements:\n  1) <button>…"
    expect(locatorMisfit(message)).toEqual({
      class: 'drift',
      message: "3 elements match, expected one: getByRole('button')",
    })
  })

  it('that matches several elements in an expectation is drift as well', () => {
    const message =
      "Locator: getByText('a')\nExpected: visible\nError: strict mode violation: getByText('a') resolved to 2 elements:\n"
    expect(locatorMisfit(message)?.message).toBe("2 elements match, expected one: getByText('a')")
  })

  it.each([
    ['locator.click: Unexpected token "[" while parsing css selector "[[". Did you mean to CSS.escape it?'],
    ['page.fill: Error: Invalid regular expression: /(/: Unterminated group'],
    ['frame.waitForSelector: Unsupported XPath expression'],
  ])('is an error of the probe: %s', (message) => {
    expect(locatorMisfit(message)).toMatchObject({
      class: 'probe_error',
      message: expect.stringMatching(/^not a valid locator: /),
    })
  })

  it.each([
    ['locator.click: Timeout 1000ms exceeded.'],
    ['page.goto: net::ERR_CONNECTION_REFUSED'],
    ['Error: my selector is wrong'],
    [''],
  ])('is not what happened in "%s"', (message) => {
    expect(locatorMisfit(message)).toBeUndefined()
  })
})

describe("the author's frames of a stack", () => {
  const stack = [
    'Error: gone',
    '    at Login.submit (/home/ann/probes/login.probe.ts:12:7)',
    `    at step (${join(PACKAGE_ROOT, 'src/run/runner/steps.ts')}:40:3)`,
    `    at run (${join(PACKAGE_ROOT, 'dist/src/run/runner/execute.js')}:9:1)`,
    '    at async Page.click (/x/node_modules/playwright-core/lib/page.js:1:1)',
    '    at node:internal/process/task_queues:95:5',
    '    at new Promise (<anonymous>)',
    '    at /home/ann/probes/helper.ts:3:1',
  ].join('\n')

  it('are left alone once those of the engine, Playwright and Node are removed', () => {
    expect(withoutEngine(stack).split('\n')).toEqual([
      'Error: gone',
      '    at Login.submit (/home/ann/probes/login.probe.ts:12:7)',
      '    at /home/ann/probes/helper.ts:3:1',
    ])
  })

  it('give the innermost place, with and without a function name', () => {
    expect(ownPlace(stack)).toBe('login.probe.ts:12:7')
    expect(ownPlace('Error: x\n    at /home/ann/probes/helper.ts:3:1')).toBe('helper.ts:3:1')
  })

  it('give no place where all frames are those of the engine', () => {
    expect(ownPlace('Error: x\n    at node:fs:1:1')).toBeUndefined()
    expect(ownPlace('Error: at /home/ann/x.ts:1:1 it broke')).toBeUndefined()
  })
})
