// Reads the mails of sign-ins over IMAP. Takes a Mailbox and a recipient, gives the mail of this sign-in: earlier mails and
// mails for other recipients are not touched. Promises: never hangs; a mailbox that cannot be read is a MailboxError, a mail
// that does not arrive is undefined.
export { codeIn } from './contents.ts'
export { MailboxError } from './error.ts'
export { chooseLink, secretPartsOf } from './links.ts'
export type { Mail } from './mail.ts'
export { type OpenMailbox, openMailbox } from './open.ts'
