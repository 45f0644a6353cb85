// The hook of Claude Code that reports API errors. Takes its configuration folder, a server and a token; gives an installed hook, or
// none. Promises: hooks that are there stay; settings that cannot be read are not touched; what it installs is removed without a
// trace; the script sends the type of an error, the version and the time, and nothing of the conversation.
export { type HookFiles, hookFiles, installHook, isHookInstalled, uninstallHook } from './install.ts'
