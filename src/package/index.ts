// The installed package itself: its folder on disk, its version as others see it, and paths as users write them.
export { PRODUCT_AGENT } from './agent.ts'
export { expandHome, PACKAGE_ROOT } from './paths.ts'
