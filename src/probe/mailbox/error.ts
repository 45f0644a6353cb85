/** Our mailbox cannot be read: wrong password, no such folder, no connection. Never the service's fault. */
export class MailboxError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'MailboxError'
  }
}
