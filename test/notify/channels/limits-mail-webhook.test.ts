import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/core/index.ts'
import { emailMessage } from '../../../src/notify/channels/email-message.ts'
import { LIMITS } from '../../../src/notify/channels/limits.ts'
import { type WebhookBody, webhookBody } from '../../../src/notify/channels/webhook-body.ts'
import { foldAlerts, messageKey } from '../../../src/notify/index.ts'
import { bytesOf, CUT_MARK } from '../../../src/notify/text/fitted.ts'
import { CROWD, HEADLINE, scenes, scenesAsync } from './scenes.ts'

const ENVELOPE = { from: 'doorwatch@example.com', to: ['oncall@example.com'] }
const HEADERS =
  /^(From|To|Subject|Message-ID|In-Reply-To|References|Date|MIME-Version|Auto-Submitted|Content-Type|X-[A-Za-z-]+|Importance|\s)/

describe('a mail or webhook body of any size', () => {
  it('keeps its headline and every surface, and stays within its limits', () => {
    scenes((scene) => {
      const { subject = '', text = '', html = '' } = emailMessage(scene, ENVELOPE)
      expect(subject.length).toBeLessThanOrEqual(LIMITS.email.subject)
      expect(subject).toContain(HEADLINE)
      expect(subject).not.toMatch(/[\p{Cc}\u202e]/u)
      expect(String(text).startsWith(`${HEADLINE}\n`)).toBe(true)
      expect(String(html)).toContain(HEADLINE)
      const up = scene.surfaces.filter(({ state }) => state === 'operational').length
      expect(String(text).match(/^ {2}.* up$/gm)?.length ?? 0).toBeGreaterThanOrEqual(up)
      const body = webhookBody(scene)
      expect(body.headline).toBe(HEADLINE)
      expect(body.surfaces).toHaveLength(scene.surfaces.length)
      expect(bytesOf(JSON.stringify(body))).toBeLessThanOrEqual(LIMITS.webhook.bytes)
    })
  })

  it('has no header of its text on the wire, and no line longer than SMTP takes', async () => {
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
    const mails: string[] = []
    await scenesAsync(async (scene) => {
      const { message } = await transport.sendMail(emailMessage(scene, ENVELOPE))
      mails.push(message.toString())
    })
    for (const mail of mails) {
      const [head = ''] = mail.split('\r\n\r\n', 1)
      expect(head.split('\r\n').filter((line) => !HEADERS.test(line))).toEqual([])
      expect(mail.split('\r\n').filter((line) => line.length > 998)).toEqual([])
    }
  })

  it('names all of 200 surfaces', () => {
    const { text = '' } = emailMessage(CROWD, ENVELOPE)
    for (const { surface } of CROWD.surfaces) expect(String(text)).toContain(surface)
  })
})

describe('a webhook body', () => {
  it('of 250 alerts about 200 surfaces has the newest whole, and says of each older one what it is and that it is cut', () => {
    const alerts = Array.from(
      { length: 250 },
      (_, nth): Alert => ({ ...CROWD, key: `sandbox-1:changed:${nth}`, at: CROWD.at + nth }),
    )
    const folded = foldAlerts(
      messageKey(alerts.map(({ key }) => key)),
      alerts as unknown as readonly [Alert, ...Alert[]],
    )
    const body = webhookBody(folded)
    expect(bytesOf(JSON.stringify(body))).toBeLessThanOrEqual(LIMITS.webhook.bytes)
    const parts = body.alerts as readonly WebhookBody[]
    expect(parts.map(({ key }) => key)).toEqual(alerts.map(({ key }) => key))
    expect(parts.at(-1)?.surfaces).toHaveLength(200)
    const cut = parts.filter(({ surfaces }) => surfaces.length === 0)
    expect(cut.length).toBeGreaterThan(200)
    expect(parts.slice(0, cut.length)).toEqual(cut)
    for (const { lines, text, headline, incident } of cut) {
      expect([lines, text.includes(headline), incident?.surfaces]).toEqual([[CUT_MARK], true, []])
    }
  })

  it('of a few alerts is whole', () => {
    const alerts = [1, 2].map(
      (nth): Alert => ({ ...CROWD, surfaces: CROWD.surfaces.slice(0, 5), key: `sandbox-1:changed:${nth}` }),
    )
    const body = webhookBody(foldAlerts('folded', alerts as unknown as readonly [Alert, ...Alert[]]))
    expect(body.alerts).toEqual(alerts.map((alert) => webhookBody(alert)))
  })
})
