import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { folderWith } from './kit.ts'

const FIXTURE = join(PACKAGE_ROOT, 'test/fixtures/upgrade/first-config')

/** A folder as a user of schema version 6 has it. */
function olderFolder(): string {
  const folder = folderWith({ '.env': readFileSync(join(FIXTURE, 'env'), 'utf8') })
  cpSync(join(FIXTURE, 'doorwatch.config.ts'), join(folder, 'doorwatch.config.ts'))
  return folder
}

describe('a configuration and a .env file of schema version 6', () => {
  it('give the same settings, for every key of that version', async () => {
    const folder = olderFolder()
    const config = await loadConfig({ folder, environment: {} })
    const plain = JSON.parse(JSON.stringify(config)) as typeof config
    const { dashboard, sandbox, location, confirmAfterMs, falseAlarmDays, reminderEveryMs, objectives } = plain
    expect(plain.database).toBe(join(folder, 'state/doorwatch.sqlite'))
    expect({ dashboard, sandbox, location, confirmAfterMs, falseAlarmDays, reminderEveryMs }).toMatchObject({
      dashboard: { host: '127.0.0.1', port: 4999 },
      sandbox: false,
      location: 'berlin',
      confirmAfterMs: 10_000,
      falseAlarmDays: 60,
      reminderEveryMs: 14_400_000,
    })
    expect(objectives).toMatchObject({
      ...{ availability: 0.99, windowDays: 30 },
      surfaces: { login: { availability: 0.995, latencyMs: 4_000 } },
    })
    expect(plain.retention).toMatchObject({
      ...{ runsMs: 2_592_000_000, hoursMs: 34_214_400_000 },
      evidence: { ageMs: 1_209_600_000, bytes: 524_288_000, incidentBytes: 524_288_000 },
    })
    expect(plain.maintenance).toMatchObject([
      { kind: 'maintenance', from: 1_798_131_600_000, to: 1_798_138_800_000, target: 'shop', surface: 'login' },
    ])
    expect(plain.channels).toMatchObject([
      { kind: 'slack', name: 'slack', webhook: '[secret SLACK_WEBHOOK_URL]', mode: 'always' },
      { kind: 'email', smtp: '[secret SMTP_URL]', from: 'doorwatch@example.org', to: ['ops@example.org'] },
      { kind: 'webhook', name: 'pager', url: '[secret PAGER_URL]', mode: 'fallback' },
    ])
  })

  it('give the same doors, cadences and secrets', async () => {
    const config = await loadConfig({ folder: olderFolder(), environment: {} })
    expect(config.cadences).toMatchObject({
      api: { everyMs: 60_000 },
      'claude/cli': { everyMs: 300_000 },
      'claude/login': { everyMs: 300_000 },
      'openai/api': { everyMs: 60_000 },
      'shop/login': { everyMs: 120_000 },
    })
    const [claude, openai, shop] = JSON.parse(JSON.stringify(config.targets))
    expect(Object.keys(claude)).toEqual(expect.arrayContaining(['login', 'chat', 'console', 'cli', 'api', 'budget']))
    expect(Object.keys(openai)).toEqual(expect.arrayContaining(['cli', 'api', 'budget', 'off']))
    expect(shop).toMatchObject({
      statusPage: 'https://status.shop.example.org',
      statusComponents: { login: ['Sign-in'] },
      controls: ['https://example.com'],
      login: {
        ...{ url: 'https://shop.example.org/login', email: 'probe@example.org', home: 'https://shop.example.org/' },
        ...{ password: '[secret SHOP_PASSWORD]', sessionCookie: 'sid', sessionMaxAgeMs: 28_800_000 },
        strategy: { kind: 'password', totp: '[secret SHOP_TOTP]' },
      },
    })
    expect(config.targets[2]?.login?.password?.reveal()).toBe('pw 2')
  })
})
