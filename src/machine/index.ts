// Facts about this machine. Takes a port, gives the process that listens on it. Promises: never throws; gives undefined
// where the system does not show it (not Linux, processes of other users).
export { holderText, type PortHolder, portHolder } from './port-holder.ts'
