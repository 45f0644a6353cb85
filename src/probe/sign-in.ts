import type { Page } from '@playwright/test'
import { formatDuration, type LoginDoor, type Mailbox, MINUTE, SECOND, type Secret } from '../core/index.ts'
import type { CommonArguments } from './arguments.ts'
import { expect } from './expectations.ts'
import { Fault } from './fault.ts'
import type { Mail, OpenMailbox } from './mailbox/index.ts'
import { nextCode } from './one-time-codes.ts'
import { OPEN_MS, openPage } from './open-page.ts'

/** The arguments of a probe that a sign-in uses. */
export interface SignInArguments extends Pick<CommonArguments<'login'>, 'step' | 'measure' | 'hide'> {
  readonly page: Page
  readonly target: { readonly name: string; readonly login: LoginDoor }
  /** Epoch ms. Default: the machine's clock. */
  readonly now?: () => number
}

const ANSWER_MS = 15 * SECOND
const NO_CODE =
  'the sign-in mail has no code of four to eight digits; set login.strategy.mailbox.pattern to a regular expression that matches it'
const NO_MATCH = 'login.strategy.mailbox.pattern matches nothing in the sign-in mail'

/**
 * Signs in through the target's login door, in the steps of its strategy, and resolves when the page shows the signed-in
 * user. Measures `mail_ms`, the delivery time of a mail.
 * @throws Fault `credentials` where the configuration does not suffice: no password, no mailbox, or only a person can sign in
 */
export async function signIn(args: SignInArguments): Promise<void> {
  const { page, step, target } = args
  const { login } = target
  const strategy = login.strategy ?? { kind: 'password' }
  if (strategy.kind === 'manual') {
    throw new Fault('credentials', `only a person can sign in here: doorwatch signin ${target.name}`)
  }
  const mailbox = strategy.kind === 'password' ? undefined : await watchMailbox(strategy.mailbox)
  try {
    const { submit, next, password } = login.locators
    const hasTwoPages = await step('open sign-in page', async () => {
      await openPage(page, login.url)
      await expect(page.locator(next ?? submit)).toBeVisible({ timeout: OPEN_MS })
      return next !== undefined || (password !== undefined && !(await page.locator(password).isVisible()))
    })
    if (strategy.kind === 'password') await withPassword(args, hasTwoPages, strategy.totp)
    else if (mailbox) await withMail(args, strategy.kind, { mailbox, settings: strategy.mailbox })
  } finally {
    await mailbox?.close()
  }
}

/** @param hasTwoPages the page asks for the password after the e-mail address was sent */
async function withPassword(args: SignInArguments, hasTwoPages: boolean, totp: Secret | undefined): Promise<void> {
  const { page, step, target } = args
  const { email, password, locators } = target.login
  if (!password || !locators.password) throw new Fault('credentials', `${target.name} has no password to sign in with`)
  const passwordField = page.locator(locators.password)
  if (hasTwoPages) {
    await step('submit the e-mail address', async () => {
      await page.locator(locators.email).fill(email)
      await page.locator(locators.next ?? locators.submit).click()
      await expect(passwordField).toBeVisible({ timeout: ANSWER_MS })
    })
  }
  await step('submit credentials', async () => {
    if (!hasTwoPages) await page.locator(locators.email).fill(email)
    await passwordField.fill(password.reveal())
    await page.locator(locators.submit).click()
    await expect(page.locator(totp ? codeField(args) : locators.signedIn)).toBeVisible({ timeout: ANSWER_MS })
  })
  if (!totp) return
  // Outside of a step: waiting for an unused code is not the service's time.
  const code = await nextCode(totp, args.now ?? Date.now)
  await step('enter the second factor', () => enterCode(args, code))
}

interface Post {
  readonly mailbox: OpenMailbox
  readonly settings: Mailbox
}

async function withMail(args: SignInArguments, kind: 'email-link' | 'email-code', post: Post): Promise<void> {
  const { page, step, target } = args
  const { email, locators } = target.login
  const { chooseLink, codeIn, secretPartsOf } = await import('./mailbox/index.ts')
  const askedAt = (args.now ?? Date.now)()
  await step('ask for the mail', async () => {
    await page.locator(locators.email).fill(email)
    await page.locator(locators.submit).click()
    const confirmation = kind === 'email-code' ? codeField(args) : locators.sent
    if (confirmation) await expect(page.locator(confirmation)).toBeVisible({ timeout: ANSWER_MS })
  })
  const mail = await receive(args, post, askedAt)
  try {
    if (kind === 'email-code') {
      const code = codeIn(mail, post.settings.pattern)
      if (!code) throw new Fault('drift', post.settings.pattern === undefined ? NO_CODE : NO_MATCH)
      await step('enter the code', () => enterCode(args, code))
      return
    }
    const choice = chooseLink(mail, target.login.url, post.settings.pattern)
    if ('problem' in choice) throw new Fault('drift', choice.problem)
    const link = choice.url
    for (const part of secretPartsOf(link)) args.hide?.('sign-in link', part)
    await step('open the link', async () => {
      await openPage(page, link)
      await expect(page.locator(locators.signedIn)).toBeVisible({ timeout: ANSWER_MS })
    })
  } finally {
    await post.mailbox.done(mail)
  }
}

function receive({ step, measure, now = Date.now, target }: SignInArguments, post: Post, askedAt: number) {
  const withinMs = post.settings.withinMs ?? MINUTE
  const wait = async (): Promise<Mail> => {
    const mail = await asOurFault(post.mailbox.next(target.login.email, askedAt, withinMs))
    if (!mail) throw new Fault('timeout', `no sign-in mail within ${formatDuration(withinMs)}`)
    measure('mail_ms', now() - askedAt)
    return mail
  }
  return step('wait for the mail', wait, { timeout: `${withinMs + 2 * SECOND}ms` })
}

async function enterCode({ page, target, hide, ...args }: SignInArguments, code: string): Promise<void> {
  const { codeSubmit, signedIn } = target.login.locators
  hide?.('one-time code', code)
  const field = page.locator(codeField({ page, target, ...args }))
  await field.fill(code)
  await (codeSubmit ? page.locator(codeSubmit).click() : field.press('Enter'))
  await expect(page.locator(signedIn)).toBeVisible({ timeout: ANSWER_MS })
}

function codeField({ target }: SignInArguments): string {
  const { code } = target.login.locators
  if (!code)
    throw new Fault('credentials', `${target.name} has no locator for the field of the code (login.locators.code)`)
  return code
}

async function watchMailbox(settings: Mailbox): Promise<OpenMailbox> {
  // Imported on demand: an IMAP client is not small.
  const { openMailbox } = await import('./mailbox/index.ts')
  return asOurFault(openMailbox(settings))
}

/** A MailboxError as a Fault of class `credentials`: our mailbox is ours to fix and no evidence against the service. */
async function asOurFault<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: Error) => {
    throw error.name === 'MailboxError' ? new Fault('credentials', error.message) : error
  })
}
