// The hook of Claude Code that reports API errors. Takes its configuration folder, a server and a token; installs or removes
// the hook. Promises: other hooks stay; settings that cannot be read are not changed; removal leaves nothing behind; the script
// sends the type of an error, the version and the time, and nothing of the conversation.
export { type HookFiles, hookFiles, installHook, isHookInstalled, uninstallHook } from './install.ts'
