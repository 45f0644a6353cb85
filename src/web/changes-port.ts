import type { Acknowledgement, QuietWindow } from '../core/index.ts'

/** The changes that people make on the dashboard. */
export interface DashboardChanges {
  /**
   * Acknowledges an open incident; the first acknowledgement counts.
   * @returns the acknowledgement that holds, and whether it is this one; undefined where the incident is unknown or over
   * @throws MonitorError `ack_name` where the name is empty
   */
  acknowledge(
    incident: string,
    by: { readonly by: string; readonly reason: string },
  ): Promise<{ readonly acknowledgement: Acknowledgement; readonly first: boolean } | undefined>
  /** Silences alerts; changes no state. */
  mute(window: Omit<QuietWindow, 'kind' | 'from'>): Promise<void>
  /** Ends one mute or maintenance window that was added while the worker runs. @returns false where it was over or unknown */
  endMute(id: number): Promise<boolean>
}
