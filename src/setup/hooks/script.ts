import { shellQuoted } from '../../core/index.ts'

/** Folder and server of the script. */
interface ScriptPlace {
  /** Folder of the script, the token, the id of the day and the reports that wait. */
  readonly folder: string
  /** Base address of the dashboard. */
  readonly server: string
}

/** Most reports that wait while the server cannot be reached. */
const WAITING = 50

/**
 * The hook as a plain shell script. Claude Code passes it JSON with the error, the transcript and the last message; it sends only
 * the type of the error, the version of the client and the time. It returns at once and never fails.
 */
export function hookScript({ folder, server }: ScriptPlace): string {
  return `#!/bin/sh
# Installed by "doorwatch hooks install". Remove it with "doorwatch hooks uninstall".
# Sends the type of an API error, the version of Claude Code and the time to Doorwatch, and nothing else.
umask 077
folder=${shellQuoted(folder)}
server=${shellQuoted(`${server}/api/v1/reports`)}

# Only small letters can pass: no text of the conversation.
error=$(sed -n 's/.*"error"[[:space:]]*:[[:space:]]*"\\([a-z_]\\{1,40\\}\\)".*/\\1/p' | head -n 1)
[ -n "$error" ] || error=unknown

{
  version=$(claude --version 2>/dev/null | sed -n '1s/^\\([0-9][0-9A-Za-z.+-]\\{0,29\\}\\).*/\\1/p')
  today=$(date -u +%Y%m%d)
  read -r day id 2>/dev/null <"$folder/reporter" || day=
  if [ "$day" != "$today" ]; then
    id=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')
    echo "$today $id" >"$folder/reporter"
  fi
  echo "{\\"error\\":\\"$error\\",\\"version\\":\\"\${version:-0}\\",\\"at\\":$(date +%s)000,\\"id\\":\\"$id\\"}" >>"$folder/spool"

  # One sender at a time; a lock that is older than a minute was left behind. "sending" keeps what waits, oldest first.
  find "$folder/lock" -prune -mmin +1 -exec rmdir {} \\; 2>/dev/null
  away=
  # Looks again after the lock is free: a report that came meanwhile found the lock taken and left its line here.
  while [ -z "$away" ] && [ -s "$folder/spool" ] && mkdir "$folder/lock" 2>/dev/null; do
    rm -f "$folder/rest"
    mv "$folder/spool" "$folder/taken" && cat "$folder/taken" >>"$folder/sending" && rm -f "$folder/taken"
    tail -n ${WAITING} "$folder/sending" >"$folder/taken" && mv "$folder/taken" "$folder/sending"
    while IFS= read -r report; do
      if [ -z "$away" ]; then
        status=$(curl -s -o /dev/null -w '%{http_code}' --max-time 10 -H "@$folder/authorization" \\
          -H 'Content-Type: application/json' --data-binary "$report" "$server" 2>/dev/null)
        case "$status" in 2?? | 4[0-1]?) continue ;; esac
        away=1
      fi
      echo "$report" >>"$folder/rest"
    done <"$folder/sending"
    if [ -n "$away" ]; then mv "$folder/rest" "$folder/sending"; else rm -f "$folder/sending"; fi
    rmdir "$folder/lock"
  done
} </dev/null >/dev/null 2>&1 &
exit 0
`
}
