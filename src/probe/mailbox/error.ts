/** Our own mailbox cannot be read: wrong password, no such folder, no way to the server. Never the service's fault. */
export class MailboxError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'MailboxError'
  }
}
