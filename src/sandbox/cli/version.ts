export const VERSION = '1.4.0'
export const VERSION_LINE = `${VERSION} (Lumen Code)`
export const CLIENT_NAME = `lumen-cli/${VERSION}`
