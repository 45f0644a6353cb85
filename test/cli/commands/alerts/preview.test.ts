import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, SECOND, SILENT } from '../../../../src/core/index.ts'
import { openStore } from '../../../../src/store/index.ts'
import { input, notice, onlyAlert, verdict } from '../../../notify/kit.ts'
import { command as doorwatch } from '../../../support/command.ts'
import { newFolder } from '../../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../../support/testbed.ts'

describe('doorwatch alerts preview', () => {
  const folder = newFolder('alerts-preview')
  const environment = { DOORWATCH_DB: join(folder, 'd.sqlite') }
  const brokeAt = Math.floor((Date.now() - 60 * MINUTE) / SECOND) * SECOND
  const preview = (...args: readonly string[]) => doorwatch(folder, ['alerts', 'preview', ...args], environment)
  const noticeKey = notice().key
  let incident = ''

  beforeAll(async () => {
    const testbed = await openTestbed({ path: environment.DOORWATCH_DB, at: brokeAt - 10 * MINUTE })
    await healthy(testbed, brokeAt - 10 * MINUTE, 60)
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', brokeAt)
    incident = (await testbed.store.incidents({ from: brokeAt, to: brokeAt + 60 * MINUTE }))[0]?.name ?? ''
    await testbed.store.close()
    const store = await openStore({ path: environment.DOORWATCH_DB, log: SILENT, clock: { now: () => brokeAt } })
    const alert = onlyAlert(input({ verdict: verdict({ notices: [notice()] }) }))
    await store.transaction((tx) => tx.saveAlerts([{ alert, channels: [] }], brokeAt))
    await store.close()
  })

  it('prints an incident as a channel shows it, without a link that acknowledges', async () => {
    const { code, stdout } = await preview(incident, '--channel', 'telegram', '--kind', 'opened')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^telegram, kind opened\n│ 🔴 .*login is DOWN/)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stdout).not.toMatch(/\/ack\//)
  })

  it('prints a kind that was never sent as it would be sent now, and refuses one that cannot be', async () => {
    expect((await preview(incident, '--kind', 'reminder')).stdout).toContain('login is still DOWN')
    expect(await preview(incident, '--kind', 'notice')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no alert of kind notice'),
    })
  })

  it('prints a notice, and names the nearest incident for one that does not exist', async () => {
    expect((await preview(noticeKey, '--channel', 'slack')).stdout).toContain('needs repair')
    expect(await preview(`${incident}0`)).toMatchObject({ code: 2, stderr: expect.stringContaining(incident) })
    expect(await preview(incident, '--channel', 'slac')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "slack"?'),
    })
  })

  it('prints payloads of all configured channels as JSON, with secrets hidden', async () => {
    const file = join(folder, 'other.config.ts')
    writeFileSync(
      file,
      `import { defineConfig, env } from 'doorwatch'
       export default defineConfig({ sandbox: true, alerts: { channels: [
         { kind: 'ntfy', name: 'phone', topic: env('TOPIC') },
         { kind: 'telegram', token: env('TOKEN'), chat: '-100' },
       ] } })`,
    )
    const args = ['alerts', 'preview', incident, '--json', '--config', file]
    const { stdout, stderr } = await doorwatch(folder, args, { ...environment, TOPIC: 'geheim-1', TOKEN: 'geheim-2' })
    expect(stderr).toBe('')
    const previews = JSON.parse(stdout)
    expect(previews).toMatchObject([
      { channel: 'phone', kind: 'ntfy', payload: { topic: '(secret)', title: expect.stringContaining('DOWN') } },
      { channel: 'telegram', kind: 'telegram', payload: { chat_id: '-100' } },
    ])
    expect(stdout).not.toContain('geheim')
  })

  it('writes the HTML of the mail, and says what to do where it cannot', async () => {
    const file = join(folder, 'mail.html')
    expect(await preview(incident, '--html', file)).toMatchObject({ code: 0, stdout: `${file}\n` })
    expect(readFileSync(file, 'utf8')).toContain('login is DOWN')
    expect(await preview(incident, '--html', join(folder, 'none', 'mail.html'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a folder that exists'),
    })
  })
})
