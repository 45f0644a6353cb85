// Turns a TypeScript file of the user (config, probe) into a module that Node 20 can import. Takes a file, gives the path of
// a bundled .mjs with an inline source map. Promises: never runs the code; what did not change is not bundled again; a syntax
// error names file and line.
export { BundleError, bundleModule } from './bundle.ts'
