import { browserProbe } from 'doorwatch/probe'
import { chatFlow } from './chat-flow.ts'

// Sends a prompt in a stored session and reads the reply as it appears.
export default browserProbe(
  { name: 'chat', surface: 'chat', every: '1m', timeout: '45s', session: 'signed-in' },
  chatFlow,
)
