// The installed package. Gives its folder, its User-Agent, and paths with `~` expanded. Promises: reads package.json only.
export { PRODUCT_AGENT } from './agent.ts'
export { expandHome, PACKAGE_ROOT, PRODUCT_FOLDER } from './paths.ts'
