import { browserProbe } from 'doorwatch/probe'
import { chatFlow } from './chat-flow.ts'

// The same conversation in the browser of a phone: its pages, and often its servers, are others.
export default browserProbe(
  {
    ...{ name: 'mobile', surface: 'mobile', needs: ['chat'], session: 'signed-in', device: 'Pixel 7' },
    ...{ every: '5m', timeout: '60s' },
  },
  chatFlow,
)
