import { browserProbe } from 'doorwatch/probe'
import { chatFlow } from './chat-flow.ts'

// The chat flow in the browser of a phone, which has other pages and often other servers.
export default browserProbe(
  {
    ...{ name: 'mobile', surface: 'mobile', needs: ['chat'], session: 'signed-in', device: 'Pixel 7' },
    ...{ every: '5m', timeout: '60s' },
  },
  chatFlow,
)
