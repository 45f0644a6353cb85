import { SANDBOX_ACCOUNT } from '../account/account.ts'
import { Shell } from './layout.tsx'

/** The account page of a signed-in user. */
export function AccountPage() {
  return (
    <Shell title="Account">
      <div class="console">
        <h1>Account</h1>
        <dl class="figures">
          <div class="card">
            <dt>Name</dt>
            <dd>{SANDBOX_ACCOUNT.name}</dd>
          </div>
          <div class="card">
            <dt>Workspace</dt>
            <dd>Harbour Studio</dd>
          </div>
          <div class="card">
            <dt>Plan</dt>
            <dd>Team</dd>
          </div>
        </dl>
        <p class="muted">You are signed in on this device.</p>
      </div>
    </Shell>
  )
}
