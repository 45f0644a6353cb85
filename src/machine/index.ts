// What this machine knows of itself. Takes a port, gives the process that listens on it. Promises: never throws; says
// nothing where the system does not tell (no Linux, processes of other users).
export { holderText, type PortHolder, portHolder } from './port-holder.ts'
