// The first server of a process replaces the global Response. This module makes one when it is loaded, which must be the original:
// in a process that several files share, an earlier file may have started a server before the sandbox's modules are loaded.
import '@hono/node-server/utils/response'
